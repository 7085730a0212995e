// Philox 4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3",
// SC 2011. Which word is which number of a stream is told in RandomFill of the engine; the bits are the same.
#pragma once
#include "kernel.h"

struct RandomKey {
    long long seed, stream, first;
};

struct Words {
    unsigned word[4];
};

__device__ inline Words philox(const RandomKey& key, unsigned long long block) {
    unsigned key0 = (unsigned)key.seed, key1 = (unsigned)((unsigned long long)key.seed >> 32);
    unsigned w0 = (unsigned)block, w1 = (unsigned)(block >> 32);
    unsigned w2 = (unsigned)key.stream, w3 = (unsigned)((unsigned long long)key.stream >> 32);
#pragma unroll
    for (int round = 0; round < 10; round++) {
        unsigned long long product0 = 0xD2511F53ull * w0, product1 = 0xCD9E8D57ull * w2;
        w0 = (unsigned)(product1 >> 32) ^ w1 ^ key0;
        w1 = (unsigned)product1;
        w2 = (unsigned)(product0 >> 32) ^ w3 ^ key1;
        w3 = (unsigned)product0;
        key0 += 0x9E3779B9u;
        key1 += 0xBB67AE85u;
    }
    return {{w0, w1, w2, w3}};
}

// In [0, 1): multiples of 2^-24 and 2^-53.
__device__ inline float toFloat(unsigned word) { return (float)(word >> 8) * 5.9604644775390625e-8f; }
__device__ inline double toDouble(unsigned high, unsigned low) {
    return (double)(((unsigned long long)high << 21) | (low >> 11)) * 1.1102230246251565e-16;
}

// Number `number` of a stream, for float32 and for float64.
__device__ inline float uniformFloat(const RandomKey& key, long long number) {
    Words words = philox(key, (unsigned long long)number >> 2);
    int k = (int)(number & 3);
    return toFloat(k == 0 ? words.word[0] : k == 1 ? words.word[1] : k == 2 ? words.word[2] : words.word[3]);
}
__device__ inline double uniformDouble(const RandomKey& key, long long number) {
    Words words = philox(key, (unsigned long long)number >> 1);
    bool odd = number & 1;
    return toDouble(odd ? words.word[2] : words.word[0], odd ? words.word[3] : words.word[1]);
}
