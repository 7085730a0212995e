// Random numbers and dropout. An element takes the number of the stream that its index in row-major order says, wherever it lies.
#include "elements.h"
#include "random_exact.h"
#include "random_philox.h"

struct RandomArguments {
    Loop loop;
    Operand operands[2]; // y; the number of each element after the first, without memory
    RandomKey key;
    long long low, range; // of whole numbers
};

// Writes what `draw` makes of the number of each element.
template <class Draw>
__device__ inline void fill(const RandomArguments& a, Draw draw) {
    const Operand& y = a.operands[0];
    FOR_EACH(i, a.loop.count) {
        long long at[2];
        locate(a.loop, a.operands, i, at);
        store(y.data, y.dtype, at[0], draw(a, a.key.first + at[1]));
    }
}

struct UniformFloat {
    __device__ inline float operator()(const RandomArguments& a, long long number) const { return uniformFloat(a.key, number); }
};
struct UniformDouble {
    __device__ inline double operator()(const RandomArguments& a, long long number) const { return uniformDouble(a.key, number); }
};

// Two standard normal numbers from two uniform ones (Box and Muller 1958): the cosine for even numbers, the sine for odd ones.
__device__ inline double normal(const RandomKey& key, long long number) {
    Words words = philox(key, (unsigned long long)number >> 1);
    double u = toDouble(words.word[0], words.word[1]), v = toDouble(words.word[2], words.word[3]);
    double radius = __dsqrt_rn(__dmul_rn(-2.0, exactLog(__dsub_rn(1.0, u))));
    Quadrant angle = quadrantOf(__dmul_rn(6.283185307179586, v));
    return __dmul_rn(radius, number & 1 ? exactSine(angle) : exactCosine(angle));
}

struct Normal {
    __device__ inline double operator()(const RandomArguments& a, long long number) const { return normal(a.key, number); }
};

// The upper half of the product of the range and 64 bits (Lemire 2019, without rejection).
struct Integer {
    __device__ inline long long operator()(const RandomArguments& a, long long number) const {
        Words words = philox(a.key, (unsigned long long)number >> 1);
        bool odd = number & 1;
        unsigned long long high = odd ? words.word[2] : words.word[0], low = odd ? words.word[3] : words.word[1];
        return (long long)((unsigned long long)a.low + __umul64hi(high << 32 | low, (unsigned long long)a.range));
    }
};

KERNEL(random_uniform_float, (RandomArguments a)) { fill(a, UniformFloat()); }
KERNEL(random_uniform_double, (RandomArguments a)) { fill(a, UniformDouble()); }
KERNEL(random_normal, (RandomArguments a)) { fill(a, Normal()); }
KERNEL(random_integers, (RandomArguments a)) { fill(a, Integer()); }

struct DropoutArguments {
    Loop loop;
    Operand operands[3]; // y, x; the number of each element after the first, without memory
    RandomKey key;
    double probability;
};

// Divided in double, as the reference backend does, so that all devices give the same bits.
KERNEL(random_dropout_float, (DropoutArguments a)) {
    const Operand &y = a.operands[0], &x = a.operands[1];
    FOR_EACH(i, a.loop.count) {
        long long at[3];
        locate(a.loop, a.operands, i, at);
        bool kept = uniformFloat(a.key, a.key.first + at[2]) >= a.probability;
        float value = kept ? (float)(load<float>(x.data, x.dtype, at[1]) / (1 - a.probability)) : 0.0f;
        store(y.data, y.dtype, at[0], value);
    }
}

KERNEL(random_dropout_double, (DropoutArguments a)) {
    const Operand &y = a.operands[0], &x = a.operands[1];
    FOR_EACH(i, a.loop.count) {
        long long at[3];
        locate(a.loop, a.operands, i, at);
        bool kept = uniformDouble(a.key, a.key.first + at[2]) >= a.probability;
        store(y.data, y.dtype, at[0], kept ? load<double>(x.data, x.dtype, at[1]) / (1 - a.probability) : 0.0);
    }
}
