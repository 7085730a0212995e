package io.lockstep.cuda.driver;

import jcuda.Pointer;

/** A place in the host's memory, as JCuda takes it; and the number behind a pointer, which JCuda does not tell. */
final class Address extends Pointer {
    Address(long address) {
        super(address);
    }

    private Address(Pointer pointer) {
        super(pointer);
    }

    static long of(Pointer pointer) {
        Address address = new Address(pointer);
        return address.getNativePointer() + address.getByteOffset();
    }
}
