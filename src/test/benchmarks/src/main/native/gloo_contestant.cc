/*
 * Gloo's all-reduce as a contestant: gloo_contestant RANK RANKS FOLDER HOST ALGORITHM. The ranks find each other by files
 * in FOLDER; HOST is the address of this rank.
 *
 *   ring, bcube             gloo::allreduce, of which libtorch's ProcessGroupGloo calls the ring
 *   ring-chunked,
 *   halving-doubling        classes of older days, which set up their buffers once
 */
#include <memory>
#include <string>
#include <vector>
#include <unistd.h>

#include "contestant.h"
#include "gloo/allreduce.h"
#include "gloo/allreduce_halving_doubling.h"
#include "gloo/allreduce_ring_chunked.h"
#include "gloo/math.h"
#include "gloo/rendezvous/context.h"
#include "gloo/rendezvous/file_store.h"
#include "gloo/transport/tcp/device.h"

static std::shared_ptr<gloo::rendezvous::Context> context;
static std::string algorithm;
static std::unique_ptr<gloo::Algorithm> prepared;
static float *data;
static size_t floats;

static float *take(long count) {
    prepared.reset();
    free(data);
    floats = count;
    data = aligned_floats(count);
    std::vector<float *> pointers{data};
    if (algorithm == "ring-chunked") prepared.reset(new gloo::AllreduceRingChunked<float>(context, pointers, count));
    if (algorithm == "halving-doubling") prepared.reset(new gloo::AllreduceHalvingDoubling<float>(context, pointers, count));
    return data;
}

static void all_reduce() {
    if (prepared) {
        prepared->run();
        return;
    }
    static uint32_t tag = 0;
    gloo::AllreduceOptions options(context);
    options.setOutput(data, floats);
    void (*sum)(void *, const void *, const void *, size_t) = &gloo::sum<float>;
    options.setReduceFunction(sum);
    options.setTag(tag++);
    options.setAlgorithm(algorithm == "bcube" ? gloo::AllreduceOptions::Algorithm::BCUBE : gloo::AllreduceOptions::Algorithm::RING);
    gloo::allreduce(options);
}

int main(int argc, char **argv) {
    if (argc != 6) fail("usage", "gloo_contestant RANK RANKS FOLDER HOST ALGORITHM");
    int rank = atoi(argv[1]), ranks = atoi(argv[2]);
    algorithm = argv[5];
    if (algorithm != "ring" && algorithm != "bcube" && algorithm != "ring-chunked" && algorithm != "halving-doubling") {
        fail("unknown algorithm", argv[5]);
    }
    gloo::transport::tcp::attr address;
    address.hostname = argv[4];
    context = std::make_shared<gloo::rendezvous::Context>(rank, ranks);
    context->setTimeout(std::chrono::seconds(60));
    gloo::rendezvous::FileStore store(argv[3]);
    std::shared_ptr<gloo::transport::Device> device = gloo::transport::tcp::CreateDevice(address);
    context->connectFullMesh(store, device);
    struct contestant contestant = {take, all_reduce};
    take_commands(&contestant, rank, ranks, stdin, rank ? nullptr : stdout);
    fflush(stdout);
    _exit(0); /* the others leave at the same time: no orderly end of the connections */
}
