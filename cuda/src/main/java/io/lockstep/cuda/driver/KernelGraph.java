package io.lockstep.cuda.driver;

import jcuda.driver.CUDA_KERNEL_NODE_PARAMS;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUgraphNode;
import jcuda.driver.JCudaDriver;

/** Kernels that are launched at once, one after the other, with arguments that can be changed between launches. */
final class KernelGraph {
    private final CUgraph graph = new CUgraph();
    private final CUgraphExec executable = new CUgraphExec();
    private final CUgraphNode[] nodes;

    KernelGraph(LaunchList launches) {
        nodes = new CUgraphNode[launches.count()];
        Status.check(JCudaDriver.cuGraphCreate(graph, 0), "cuGraphCreate", () -> nodes.length + " kernels");
        try {
            build(launches);
        } catch (GpuException e) {
            JCudaDriver.cuGraphDestroy(graph);
            throw e;
        }
    }

    private void build(LaunchList launches) {
        CUgraphNode[] before = {};
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = new CUgraphNode();
            int launch = i;
            Status.check(
                    JCudaDriver.cuGraphAddKernelNode(nodes[i], graph, before, before.length, parameters(launches, i)),
                    "cuGraphAddKernelNode",
                    () -> launches.describe(launch));
            before = new CUgraphNode[] {nodes[i]};
        }
        Status.check(
                JCudaDriver.cuGraphInstantiate(executable, graph, 0),
                "cuGraphInstantiate",
                () -> nodes.length + " kernels");
    }

    /**
     * Takes the arguments of {@code now} that are not those of {@code then}, which the graph has.
     *
     * @return how many kernels have other arguments
     */
    int update(LaunchList then, LaunchList now) {
        int changed = 0;
        for (int i = 0; i < nodes.length; i++) {
            if (!now.sameArguments(then, i)) {
                int launch = i;
                Status.check(
                        JCudaDriver.cuGraphExecKernelNodeSetParams(executable, nodes[i], parameters(now, i)),
                        "cuGraphExecKernelNodeSetParams",
                        () -> now.describe(launch));
                changed++;
            }
        }
        return changed;
    }

    /** @param gpu for the message */
    void launch(Stream stream, Gpu gpu) {
        Status.check(
                JCudaDriver.cuGraphLaunch(executable, stream.handle()),
                "cuGraphLaunch",
                () -> "a graph of " + nodes.length + " kernels on " + gpu + gpu.lastLaunches());
    }

    private static CUDA_KERNEL_NODE_PARAMS parameters(LaunchList launches, int launch) {
        CUDA_KERNEL_NODE_PARAMS parameters = new CUDA_KERNEL_NODE_PARAMS();
        parameters.func = launches.kernel(launch).function;
        parameters.gridDimX = launches.gridX(launch);
        parameters.gridDimY = launches.gridY(launch);
        parameters.gridDimZ = launches.gridZ(launch);
        parameters.blockDimX = launches.threads(launch);
        parameters.blockDimY = 1;
        parameters.blockDimZ = 1;
        parameters.sharedMemBytes = launches.sharedBytes(launch);
        parameters.kernelParams = launches.arguments(launch);
        return parameters;
    }

    void close() {
        Status.check(JCudaDriver.cuGraphExecDestroy(executable), "cuGraphExecDestroy", () -> "a graph");
        Status.check(JCudaDriver.cuGraphDestroy(graph), "cuGraphDestroy", () -> "a graph");
    }
}
