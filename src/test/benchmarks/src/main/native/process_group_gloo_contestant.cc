/*
 * The all-reduce of libtorch's ProcessGroupGloo as a contestant: process_group_gloo_contestant RANK RANKS FILE HOST. The
 * ranks find each other by FILE; HOST is the address of this rank.
 *
 * libtorch comes without headers from where Java programs get it, and its Java binding frees a process group before it
 * can be used. So the few functions that are needed are declared here as libtorch 2.7.1 has them, for its libtorch_cpu.so
 * and no other release: the linker finds a function that is missing, and the check of the sums a layout that is wrong.
 */
#include <atomic>
#include <chrono>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>
#include <unistd.h>

#include "contestant.h"

namespace gloo::transport {
class Device;
}

namespace c10 {
enum class ScalarType : int8_t { Float = 6 };
enum class MemoryFormat : int8_t { Contiguous };

template <typename T>
struct ArrayRef {
    const T *data;
    size_t length;
};

/* The beginning of all objects that are counted. */
struct Counted {
    virtual ~Counted() = default;
    std::atomic<uint32_t> references;
    std::atomic<uint32_t> weak_references;
};

namespace detail {
template <typename T>
struct intrusive_target_default_null_type;
}

/* Moved, never copied. */
template <typename T, typename Null = detail::intrusive_target_default_null_type<T>>
struct intrusive_ptr {
    T *target;

    explicit intrusive_ptr(T *target) : target(target) {}
    intrusive_ptr(intrusive_ptr &&other) : target(other.target) { other.target = nullptr; }
    intrusive_ptr &operator=(intrusive_ptr &&other) {
        std::swap(target, other.target);
        return *this;
    }
    ~intrusive_ptr() {
        Counted *counted = reinterpret_cast<Counted *>(target);
        if (counted && --counted->references == 0) delete counted;
    }
};
}  // namespace c10

namespace at {
struct TensorImpl;

class TensorBase {
public:
    c10::intrusive_ptr<TensorImpl> impl{nullptr};

    template <typename T>
    T *mutable_data_ptr() const;
};

class Tensor : public TensorBase {};

namespace detail {
TensorBase empty_cpu(c10::ArrayRef<long> shape, c10::ScalarType type, bool pinned, std::optional<c10::MemoryFormat> format);
}
}  // namespace at

namespace c10d {
struct Store;

/* Larger than libtorch's, as are all of these: its constructors fill in the beginning. */
struct FileStore {
    FileStore(std::string path, int ranks);
    char room[4096];
};

struct AllreduceOptions {
    long reduce_op[4] = {}; /* all zeros: SUM */
    std::chrono::milliseconds timeout{-1}; /* that of the group */
    long sparse_indices[2] = {}; /* none */
};

struct Work {
    bool wait(std::chrono::milliseconds timeout);
};

class ProcessGroupGloo {
public:
    struct Options {
        explicit Options(std::chrono::milliseconds timeout);
        char inherited[56];
        std::vector<std::shared_ptr<gloo::transport::Device>> devices;
        int threads; /* 2 unless it is changed */
        char room[1024];
    };

    ProcessGroupGloo(const c10::intrusive_ptr<Store> &store, int rank, int ranks, c10::intrusive_ptr<Options> options);
    static std::shared_ptr<gloo::transport::Device> createDeviceForHostname(const std::string &host);
    c10::intrusive_ptr<Work> allreduce(std::vector<at::Tensor> &tensors, const AllreduceOptions &options);
    char room[8192];
};
}  // namespace c10d

/* Counts one reference for this program, which it never gives back. */
template <typename T>
static T *held(T *object) {
    reinterpret_cast<c10::Counted *>(object)->references = 1;
    reinterpret_cast<c10::Counted *>(object)->weak_references = 1;
    return object;
}

static c10d::ProcessGroupGloo *group;
static std::vector<at::Tensor> tensors(1);

static float *take(long count) {
    tensors[0] = at::Tensor();
    static_cast<at::TensorBase &>(tensors[0]) = at::detail::empty_cpu({&count, 1}, c10::ScalarType::Float, false, std::nullopt);
    return tensors[0].mutable_data_ptr<float>();
}

static void all_reduce() {
    static const c10d::AllreduceOptions options;
    group->allreduce(tensors, options).target->wait(std::chrono::milliseconds(0));
}

int main(int argc, char **argv) {
    if (argc != 5) fail("usage", "process_group_gloo_contestant RANK RANKS FILE HOST");
    int rank = atoi(argv[1]), ranks = atoi(argv[2]);
    using Store = c10::intrusive_ptr<c10d::Store>;
    using Options = c10::intrusive_ptr<c10d::ProcessGroupGloo::Options>;
    auto *store = held(new (calloc(1, sizeof(c10d::FileStore))) c10d::FileStore(argv[3], ranks));
    auto *options = held(new (calloc(1, sizeof(c10d::ProcessGroupGloo::Options))) c10d::ProcessGroupGloo::Options(std::chrono::seconds(60)));
    options->devices.push_back(c10d::ProcessGroupGloo::createDeviceForHostname(argv[4]));
    group = held(new (calloc(1, sizeof(c10d::ProcessGroupGloo))) c10d::ProcessGroupGloo(
        Store(reinterpret_cast<c10d::Store *>(store)), rank, ranks, Options(options)));
    struct contestant contestant = {take, all_reduce};
    take_commands(&contestant, rank, ranks, stdin, rank ? nullptr : stdout);
    fflush(stdout);
    _exit(0); /* the others leave at the same time: no orderly end of the connections */
}
