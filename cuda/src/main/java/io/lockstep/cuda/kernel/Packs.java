package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Launch;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;

/** Neighbouring elements that a thread reads and writes as one (packs.h), and fields that kernels share (tiles.h). */
final class Packs {
    private static final int BYTES = 16;

    private Packs() {}

    /** Elements of a floating type in 16 bytes. */
    static int width(DType dtype) {
        return BYTES / dtype.bytes();
    }

    /** Whether arrays may be read by 16 bytes from these addresses on. */
    static boolean areAligned(long... addresses) {
        long all = 0;
        for (long address : addresses) {
            all |= address;
        }
        return all % BYTES == 0;
    }

    /** Bytes of the type that {@code dtype} is computed in. */
    static int valueBytes(DType dtype) {
        return dtype == DType.FLOAT64 ? Double.BYTES : Float.BYTES;
    }

    /** The fields of a {@code Line}. */
    static void putLine(Launch launch, NdArray array) {
        Placement placement = Placement.of(array);
        launch.on(array)
                .putAddress(placement.address())
                .putLong(placement.strides()[0])
                .putInt(Codes.of(array.dtype()))
                .putInt(0);
    }

    /** The fields of a {@code Line} that the kernel does not look at. */
    static void putNoLine(Launch launch) {
        launch.putAddress(0).putLong(0).putInt(0).putInt(0);
    }
}
