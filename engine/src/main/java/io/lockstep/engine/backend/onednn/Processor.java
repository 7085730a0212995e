package io.lockstep.engine.backend.onednn;

import org.bytedeco.dnnl.global.dnnl;

/** What the processor can do, as far as oneDNN is allowed to use it ({@code ONEDNN_MAX_CPU_ISA}). */
final class Processor {
    private Processor() {}

    /** Channels that oneDNN's convolutions keep side by side: as many floats as a vector register holds. */
    static int channelsPerBlock() {
        return has(dnnl.dnnl_cpu_isa_avx512_core) ? 16 : 8;
    }

    /**
     * Whether there are instructions for products of bfloat16 numbers: those of AVX-512, which AMX and AVX10 include. The
     * ones for AVX2 (avx2_vnni_2) do not count, since oneDNN has no training kernels for them. oneDNN's library is loaded.
     */
    static boolean multipliesBfloat16() {
        return has(dnnl.dnnl_cpu_isa_avx512_core_bf16);
    }

    private static boolean has(int instructions) {
        return (dnnl.dnnl_get_effective_cpu_isa() & instructions) == instructions;
    }
}
