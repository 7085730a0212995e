// How the threads of a block share several lists of elements, and combine what they have.
#pragma once
#include "functions_fold.h"

constexpr int THREADS = 256;

// How the threads of a block share the work: lanes times results are THREADS; neighbouring threads take neighbouring elements
// of one result, or, if those lie closer together in memory, neighbouring results.
struct Sharing {
    int lanes;
    int lanesAreNeighbours;
};

struct Position {
    int lane;
    int slot; // of the result among those of the block
    long long result;
};

__device__ inline Position position(const Sharing& sharing) {
    int results = THREADS / sharing.lanes, t = threadIdx.x;
    int lane = sharing.lanesAreNeighbours ? t % sharing.lanes : t / results;
    int slot = sharing.lanesAreNeighbours ? t / sharing.lanes : t % results;
    return {lane, slot, blockIdx.x * (long long)results + slot};
}

// Combines what the lanes of each result have, as a tree; all of them get it.
template <class V>
__device__ inline V combineLanes(int fold, const Sharing& sharing, const Position& me, V mine) {
    __shared__ V values[THREADS];
    V* line = values + me.slot * sharing.lanes;
    line[me.lane] = mine;
    for (int half = sharing.lanes / 2; half > 0; half /= 2) {
        __syncthreads();
        if (me.lane < half) line[me.lane] = combine(fold, line[me.lane], line[me.lane + half]);
    }
    __syncthreads();
    V all = line[0];
    __syncthreads();
    return all;
}
