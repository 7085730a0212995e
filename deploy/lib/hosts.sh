# shellcheck shell=bash
# Hosts emulated on this machine: a network namespace each, joined by a switch, which is a bridge in a namespace too, where
# the driver and the Spark master are at home. Sourced, not run. Needs layout.sh.
#
# Both ends of a host's cable pass no more than the rate of its link (tc's token bucket), so that each direction does.
# What does not exist is distance: a packet arrives when it is through the bucket.

# So that experiments at the same time do not meet.
HOSTS_PREFIX="lockstep-$$-"
SWITCH="${HOSTS_PREFIX}switch"
SWITCH_ADDRESS=10.78.0.254
# How long a packet may wait for the bucket before it is dropped: the queue of a switch with little memory.
LONGEST_WAIT=10ms

# require_emulation: fails with the cure unless hosts can be emulated here.
require_emulation() {
    [[ "$(uname -s)" == Linux ]] || fail "--hosts needs Linux, but this is $(uname -s)"
    ((EUID == 0)) || fail "--hosts makes network namespaces, which takes root; run this as root or with sudo"
    local program
    for program in ip tc sysctl; do
        command -v "$program" >/dev/null || fail "--hosts needs the program $program; on Debian and Ubuntu: apt-get install iproute2 procps"
    done
}

# make_hosts COUNT RATE
make_hosts() {
    local host
    make_namespace "$SWITCH"
    ip -n "$SWITCH" link add switch type bridge
    ip -n "$SWITCH" addr add "$SWITCH_ADDRESS/24" dev switch
    ip -n "$SWITCH" link set switch up
    for ((host = 1; host <= $1; host++)); do
        make_namespace "$(host_name "$host")"
        ip link add "port$host" netns "$SWITCH" type veth peer name eth0 netns "$(host_name "$host")"
        ip -n "$SWITCH" link set "port$host" master switch up
        ip -n "$(host_name "$host")" addr add "$(host_address "$host")/24" dev eth0
        ip -n "$(host_name "$host")" link set eth0 up
        limit_rate "$(host_name "$host")" eth0 "$2"
        limit_rate "$SWITCH" "port$host" "$2"
    done
}

make_namespace() {
    ip netns add "$1"
    ip -n "$1" link set lo up
    # One that does not pace: the link is what limits the rate.
    ip netns exec "$1" sysctl -qw net.ipv4.tcp_congestion_control=reno
}

# limit_rate NAMESPACE DEVICE RATE: a millisecond's worth may pass at once, or the bucket would run empty between two ticks.
limit_rate() {
    tc -n "$1" qdisc add dev "$2" root tbf rate "$3" burst "$(burst_bytes "$3")" latency "$LONGEST_WAIT"
}

burst_bytes() {
    local number="${1%[mg]bit}" megabits bytes
    megabits="${number%.*}"
    [[ "$1" != *gbit ]] || megabits=$((megabits * 1000))
    bytes=$((megabits * 125))
    printf '%s' $((bytes > 32768 ? bytes : 32768))
}

host_name() {
    printf '%s%s' "$HOSTS_PREFIX" "$1"
}

host_address() {
    printf '10.78.0.%s' "$1"
}

# on_host NAMESPACE COMMAND...
on_host() {
    local namespace="$1"
    shift
    ip netns exec "$namespace" "$@"
}

delete_hosts() {
    local namespace
    for namespace in $(ip netns list | cut -d ' ' -f 1); do
        [[ "$namespace" != "$HOSTS_PREFIX"* ]] || ip netns delete "$namespace"
    done
}
