package io.lockstep.cuda.emulator;

import jcuda.Pointer;
import jcuda.driver.CUDA_KERNEL_NODE_PARAMS;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUgraphNode;
import jcuda.driver.CUgraphNodeType;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.CUstreamCaptureStatus;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

final class EmulatedGraphTest {
    private static final int[] EXPECTED = {2 * (2 * 3 + 1) + 5, 2 * 1 + 5};

    /** x = [3, ?] becomes [2 (2 * 3 + 1) + 5, 2 * 1 + 5]: two kernels, a fill and a copy. */
    private static void work(ProbeGpu gpu, CUdeviceptr x, CUdeviceptr scratch, CUstream stream) {
        CUfunction append = gpu.function("probe_append");
        ProbeGpu.ok(ProbeGpu.launch(append, 1, 1, 0, stream, x, 1, 1));
        ProbeGpu.ok(JCudaDriver.cuMemsetD32Async(scratch, 1, 1, stream));
        ProbeGpu.ok(JCudaDriver.cuMemcpyDtoDAsync(x.withByteOffset(4), scratch, 4, stream));
        ProbeGpu.ok(ProbeGpu.launch(append, 1, 2, 0, stream, x, 2, 5));
    }

    private static void begin(CUstream stream) {
        ProbeGpu.ok(JCudaDriver.cuStreamBeginCapture(stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL));
    }

    private static CUgraph end(CUstream stream) {
        CUgraph graph = new CUgraph();
        ProbeGpu.ok(JCudaDriver.cuStreamEndCapture(stream, graph));
        return graph;
    }

    private static CUgraphExec executable(CUgraph graph) {
        CUgraphExec exec = new CUgraphExec();
        ProbeGpu.ok(JCudaDriver.cuGraphInstantiate(exec, graph, 0));
        return exec;
    }

    private static CUgraphNode[] nodes(CUgraph graph) {
        long[] count = new long[1];
        ProbeGpu.ok(JCudaDriver.cuGraphGetNodes(graph, null, count));
        CUgraphNode[] nodes = new CUgraphNode[(int) count[0]];
        ProbeGpu.ok(JCudaDriver.cuGraphGetNodes(graph, nodes, count));
        return nodes;
    }

    @ParameterizedTest
    @ValueSource(strings = {"async=late", "async=eager", "async=late order=reversed"})
    void replayDoesWhatTheCallsDo(String mode) {
        try (ProbeGpu gpu = new ProbeGpu(mode)) {
            CUstream stream = ProbeGpu.stream();
            CUdeviceptr eager = ProbeGpu.ints(3, 0), captured = ProbeGpu.ints(3, 0), scratch = ProbeGpu.ints(0);
            work(gpu, eager, scratch, stream);
            assertThat(ProbeGpu.ints(eager, 2)).isEqualTo(EXPECTED);
            begin(stream);
            work(gpu, captured, scratch, stream);
            CUgraph graph = end(stream);
            assertThat(ProbeGpu.ints(captured, 2))
                    .describedAs("capture runs nothing")
                    .containsExactly(3, 0);
            CUgraphExec exec = executable(graph);
            ProbeGpu.ok(JCudaDriver.cuGraphDestroy(graph));
            ProbeGpu.ok(JCudaDriver.cuGraphUpload(exec, stream));
            ProbeGpu.DRIVER.resetStatistics();
            ProbeGpu.ok(JCudaDriver.cuGraphLaunch(exec, stream));
            assertThat(ProbeGpu.ints(captured, 2)).isEqualTo(EXPECTED);
            assertThat(ProbeGpu.DRIVER.statistic("launches")).isZero();
            assertThat(ProbeGpu.DRIVER.statistic("graph-launches")).isEqualTo(1);
            assertThat(ProbeGpu.DRIVER.kernelsRun())
                    .containsOnlyKeys("probe_append")
                    .containsValue(2L);
            ProbeGpu.ok(JCudaDriver.cuGraphLaunch(exec, stream));
            assertThat(ProbeGpu.ints(captured, 2)).containsExactly(2 * (2 * EXPECTED[0] + 1) + 5, EXPECTED[1]);
            ProbeGpu.ok(JCudaDriver.cuGraphExecDestroy(exec));
            assertThat(ProbeGpu.DRIVER.statistic("graphs") + ProbeGpu.DRIVER.statistic("graph-execs"))
                    .isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "order=forward, true, 16",
        "order=reversed, true, 16",
        "order=forward, false, 16",
        "order=reversed, false, 20"
    })
    void anotherStreamComesInAndBackByEvents(String mode, boolean ordered, int expected) {
        try (ProbeGpu gpu = new ProbeGpu("async=late " + mode)) {
            CUstream main = ProbeGpu.stream(), side = ProbeGpu.stream();
            CUevent forked = ProbeGpu.event(), joined = ProbeGpu.event();
            CUdeviceptr x = ProbeGpu.ints(1);
            CUfunction append = gpu.function("probe_append");
            begin(main);
            ProbeGpu.ok(ProbeGpu.launch(append, 1, 1, 0, main, x, 1, 1)); // 3
            ProbeGpu.ok(JCudaDriver.cuEventRecord(forked, main));
            ProbeGpu.ok(JCudaDriver.cuStreamWaitEvent(side, forked, 0));
            ProbeGpu.ok(ProbeGpu.launch(append, 1, 1, 0, side, x, 1, 0)); // 6
            ProbeGpu.ok(JCudaDriver.cuEventRecord(joined, side));
            if (ordered) {
                ProbeGpu.ok(JCudaDriver.cuStreamWaitEvent(main, joined, 0));
            }
            ProbeGpu.ok(ProbeGpu.launch(gpu.function("probe_add"), 1, 1, 0, main, x, 1, 2)); // 8, or 5 and then 10
            ProbeGpu.ok(JCudaDriver.cuStreamWaitEvent(main, joined, 0));
            ProbeGpu.ok(ProbeGpu.launch(append, 1, 1, 0, main, x, 1, 0)); // 16, or 20
            CUgraph graph = end(main);
            assertThat(nodes(graph)).hasSize(4);
            ProbeGpu.ok(JCudaDriver.cuGraphLaunch(executable(graph), main));
            assertThat(ProbeGpu.ints(x, 1)).containsExactly(expected);
        }
    }

    @Test
    void whatCannotBeCapturedIsRefused() {
        try (ProbeGpu gpu = new ProbeGpu("")) {
            CUstream main = ProbeGpu.stream(), side = ProbeGpu.stream();
            CUdeviceptr x = ProbeGpu.ints(1);
            CUevent event = ProbeGpu.event();
            CUfunction add = gpu.function("probe_add");
            CUgraph graph = new CUgraph();
            // Work that did not come back.
            begin(main);
            ProbeGpu.ok(ProbeGpu.launch(add, 1, 1, 0, main, x, 1, 1));
            ProbeGpu.ok(JCudaDriver.cuEventRecord(event, main));
            ProbeGpu.ok(JCudaDriver.cuStreamWaitEvent(side, event, 0));
            ProbeGpu.ok(ProbeGpu.launch(add, 1, 1, 0, side, x, 1, 1));
            assertThat(JCudaDriver.cuEventQuery(event)).isEqualTo(CUresult.CUDA_ERROR_CAPTURED_EVENT);
            assertThat(JCudaDriver.cuStreamEndCapture(main, graph))
                    .isEqualTo(CUresult.CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
            begin(main);
            ProbeGpu.ok(JCudaDriver.cuEventRecord(event, main));
            ProbeGpu.ok(JCudaDriver.cuStreamWaitEvent(side, event, 0));
            ProbeGpu.ok(ProbeGpu.launch(add, 1, 1, 0, side, x, 1, 1));
            assertThat(JCudaDriver.cuStreamEndCapture(main, graph))
                    .isEqualTo(CUresult.CUDA_ERROR_STREAM_CAPTURE_UNJOINED);
            // Calls that wait or allocate.
            int unsupported = CUresult.CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED;
            assertRefused(main, JCudaDriver.cuStreamSynchronize(capturing(main)), unsupported);
            assertRefused(main, synchronizeWhile(main), unsupported);
            assertRefused(main, JCudaDriver.cuMemAlloc(new CUdeviceptr(), sizeWhile(main)), unsupported);
            assertRefused(
                    main, JCudaDriver.cuMemcpyHtoDAsync(x, Pointer.to(new int[1]), 4, capturing(main)), unsupported);
            // An event of work outside.
            ProbeGpu.ok(JCudaDriver.cuEventRecord(event, side));
            assertRefused(
                    main,
                    JCudaDriver.cuStreamWaitEvent(capturing(main), event, 0),
                    CUresult.CUDA_ERROR_STREAM_CAPTURE_ISOLATION);
            assertThat(ProbeGpu.ints(x, 1)).containsExactly(1);
        }
    }

    private static CUstream capturing(CUstream stream) {
        begin(stream);
        return stream;
    }

    private static int synchronizeWhile(CUstream stream) {
        begin(stream);
        return JCudaDriver.cuCtxSynchronize();
    }

    private static long sizeWhile(CUstream stream) {
        begin(stream);
        return 4;
    }

    private static void assertRefused(CUstream stream, int status, int expected) {
        assertThat(status).isEqualTo(expected);
        int[] capture = new int[1];
        ProbeGpu.ok(JCudaDriver.cuStreamIsCapturing(stream, capture));
        assertThat(capture[0]).isEqualTo(CUstreamCaptureStatus.CU_STREAM_CAPTURE_STATUS_INVALIDATED);
        assertThat(JCudaDriver.cuStreamEndCapture(stream, new CUgraph()))
                .isEqualTo(CUresult.CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
    }

    @Test
    void parametersOfAnExecutableGraphCanBeSet() {
        try (ProbeGpu gpu = new ProbeGpu("async=late")) {
            CUstream stream = ProbeGpu.stream();
            CUdeviceptr x = ProbeGpu.ints(0), y = ProbeGpu.ints(0);
            CUfunction add = gpu.function("probe_add");
            begin(stream);
            ProbeGpu.ok(ProbeGpu.launch(add, 1, 1, 0, stream, x, 1, 1));
            ProbeGpu.ok(JCudaDriver.cuMemsetD32Async(y, 4, 1, stream));
            CUgraph graph = end(stream);
            CUgraphExec exec = executable(graph);
            CUgraphNode[] nodes = nodes(graph);
            assertThat(type(nodes[0])).isEqualTo(CUgraphNodeType.CU_GRAPH_NODE_TYPE_KERNEL);
            assertThat(type(nodes[1])).isEqualTo(CUgraphNodeType.CU_GRAPH_NODE_TYPE_MEMSET);
            ProbeGpu.ok(JCudaDriver.cuGraphLaunch(exec, stream));
            // The launch before keeps its own, though it has not run yet.
            ProbeGpu.ok(JCudaDriver.cuGraphExecKernelNodeSetParams(exec, nodes[0], parameters(add, y, 1, 10)));
            ProbeGpu.ok(JCudaDriver.cuGraphLaunch(exec, stream));
            assertThat(ProbeGpu.ints(x, 1)).containsExactly(1);
            assertThat(ProbeGpu.ints(y, 1)).containsExactly(4);
            assertThat(JCudaDriver.cuGraphExecKernelNodeSetParams(exec, nodes[1], parameters(add, y, 1, 10)))
                    .isEqualTo(CUresult.CUDA_ERROR_INVALID_VALUE);
            // The fill follows the addition, so only without it the addition shows.
            begin(stream);
            ProbeGpu.ok(ProbeGpu.launch(add, 1, 1, 0, stream, x, 1, 1));
            CUgraph single = end(stream);
            CUgraphExec other = executable(single);
            ProbeGpu.ok(JCudaDriver.cuGraphExecKernelNodeSetParams(other, nodes(single)[0], parameters(add, y, 1, 10)));
            ProbeGpu.ok(JCudaDriver.cuGraphLaunch(other, stream));
            assertThat(ProbeGpu.ints(x, 1)).containsExactly(1);
            assertThat(ProbeGpu.ints(y, 1)).containsExactly(14);
        }
    }

    @Test
    void aGraphCanBeMadeOfNodes() {
        try (ProbeGpu gpu = new ProbeGpu("order=reversed")) {
            CUdeviceptr x = ProbeGpu.ints(1);
            CUfunction append = gpu.function("probe_append");
            CUgraph graph = new CUgraph();
            ProbeGpu.ok(JCudaDriver.cuGraphCreate(graph, 0));
            CUgraphNode first = new CUgraphNode(), second = new CUgraphNode();
            ProbeGpu.ok(
                    JCudaDriver.cuGraphAddKernelNode(first, graph, new CUgraphNode[0], 0, parameters(append, x, 1, 1)));
            ProbeGpu.ok(JCudaDriver.cuGraphAddKernelNode(
                    second, graph, new CUgraphNode[] {first}, 1, parameters(append, x, 1, 4)));
            CUstream stream = ProbeGpu.stream();
            ProbeGpu.ok(JCudaDriver.cuGraphLaunch(executable(graph), stream));
            assertThat(ProbeGpu.ints(x, 1)).containsExactly(2 * (2 * 1 + 1) + 4);
        }
    }

    private static int type(CUgraphNode node) {
        int[] type = new int[1];
        ProbeGpu.ok(JCudaDriver.cuGraphNodeGetType(node, type));
        return type[0];
    }

    private static CUDA_KERNEL_NODE_PARAMS parameters(CUfunction function, Object... fields) {
        CUDA_KERNEL_NODE_PARAMS node = new CUDA_KERNEL_NODE_PARAMS();
        node.func = function;
        node.gridDimX = node.gridDimY = node.gridDimZ = 1;
        node.blockDimX = node.blockDimY = node.blockDimZ = 1;
        node.kernelParams = ProbeGpu.parameters(fields);
        return node;
    }
}
