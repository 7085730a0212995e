package io.lockstep.cuda.parity;

import io.lockstep.cuda.parity.Parity.Twin;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.RandomKey;
import io.lockstep.engine.backend.Shape;

/** Random numbers, which are the same bits on all devices, wherever they are written. */
final class RandomCases implements ParityCases {
    private static final RandomKey[] KEYS = {
        new RandomKey(1, 0, 0),
        new RandomKey(-7, 3, 5),
        new RandomKey(0x123456789abcdefL, 0x7edcba9876543210L, 0x2fffffffdL),
        new RandomKey(42, -1, 3)
    };

    @Override
    public String name() {
        return "random numbers";
    }

    @Override
    public void run(Parity parity) {
        for (RandomKey key : KEYS) {
            for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
                floating(parity, key, dtype);
            }
            for (DType dtype : DType.values()) {
                integers(parity, key, dtype);
            }
            for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.FLOAT16, DType.BFLOAT16}) {
                dropout(parity, key, dtype);
            }
        }
    }

    private static void floating(Parity parity, RandomKey key, DType dtype) {
        Twin turned = parity.whole(dtype, 0, 1, 5, 7, 11).view(Shape.of(11, 5, 7), new long[] {1, 77, 11}, 0);
        for (Twin y : new Twin[] {parity.fresh(dtype, 4999), parity.fresh(dtype, 0), turned}) {
            parity.run(side -> side.backend().uniform(key, side.of(y)));
            parity.compare("uniform " + y.expected(), y, 0);
            parity.run(side -> side.backend().normal(key, side.of(y)));
            parity.compare("normal " + y.expected(), y, 0);
        }
    }

    private static void integers(Parity parity, RandomKey key, DType dtype) {
        int high = dtype == DType.BOOL ? 2 : 100;
        Twin y = parity.fresh(dtype, 301);
        parity.run(side -> side.backend().integers(key, 0, high, side.of(y)));
        parity.compare("whole numbers of " + dtype, y, 0);
        if (dtype == DType.INT64) {
            parity.run(side -> side.backend().integers(key, Long.MIN_VALUE, Long.MAX_VALUE, side.of(y)));
            parity.compare("all whole numbers", y, 0);
            parity.run(side -> side.backend().integers(key, -5, 3, side.of(y)));
            parity.compare("whole numbers around 0", y, 0);
        }
    }

    private static void dropout(Parity parity, RandomKey key, DType dtype) {
        for (double probability : new double[] {0, 0.3, 1}) {
            Twin x = parity.normal(dtype, 5, 7, 11);
            Twin y = parity.fresh(dtype, 5, 7, 11);
            parity.run(side -> side.backend().dropout(side.of(x), probability, key, side.of(y)));
            parity.compare("dropout of " + x.expected(), y, 0);
            Twin turned = x.view(Shape.of(11, 5, 7), new long[] {1, 77, 11}, 0);
            parity.run(side -> side.backend().dropout(side.of(turned), probability, key, side.of(turned)));
            parity.compare("dropout in place of " + turned.expected(), turned, 0);
        }
    }
}
