package io.lockstep.engine.backend.onednn;

import org.bytedeco.dnnl.global.dnnl;

/** What the processor can do, as far as oneDNN is allowed to use it ({@code ONEDNN_MAX_CPU_ISA}). */
final class Processor {
    private Processor() {}

    /**
     * Whether there are instructions for products of bfloat16 numbers: those of AVX-512, which AMX and AVX10 include. The
     * ones for AVX2 (avx2_vnni_2) do not count, since oneDNN has no training kernels for them. oneDNN's library is loaded.
     */
    static boolean multipliesBfloat16() {
        int needed = dnnl.dnnl_cpu_isa_avx512_core_bf16;
        return (dnnl.dnnl_get_effective_cpu_isa() & needed) == needed;
    }
}
