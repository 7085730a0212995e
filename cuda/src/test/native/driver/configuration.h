// How the emulated device behaves. Set by emu_configure with a text such as "async=eager order=reversed devices=1"; keys
// that are not named have these values.
#pragma once
#include <cstddef>
#include <string>
#include "status.h"

struct Configuration {
    // async=late|eager: work runs when something waits for it, as late as the rules of streams allow; or at once.
    bool late = true;
    // order=forward|reversed: order of threads, of blocks, and of the nodes of a graph that do not depend on each other.
    bool reversed = false;
    // guard=after|before: buffers end before a page that cannot be accessed, or begin behind one.
    bool guard_before = false;
    // poison=on|off: fresh memory has all bits set: not a number, as a float.
    bool poison = true;
    // workers=N: threads of the host that run the blocks of a kernel.
    int workers = 2;
    // devices=N
    int devices = 2;
    // memory=BYTES of each device.
    size_t memory = size_t{4} << 30;
    // pinned=BYTES of the host for all devices.
    size_t pinned = size_t{4} << 30;
    // capability=MAJOR.MINOR
    int major = 9, minor = 0;
    // ptx=MAJOR.MINOR: the newest PTX that this driver reads.
    double ptx = 8.5;
    // lose-at=N lose-status=CODE: the device is lost in the Nth kernel from now; 0 means never.
    long long lose_at = 0;
    int lose_status = LAUNCH_FAILED;

    // Returns what is wrong with the text, or an empty string.
    std::string parse(const std::string& text);
};
