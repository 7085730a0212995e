package io.lockstep.engine.tour;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.ops.Index;
import io.lockstep.engine.ops.Joining;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import io.lockstep.engine.tensor.Tensors;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** E7.1 to E7.7, and E7.11 to E7.13: making tensors, looking at them, and moving them. */
final class TensorsTour extends Tour {
    @Row(id = "E7.1", title = "Creation")
    void creation() {
        print(device.tensor(new float[][] {{1, 2}, {3, 4}}));
        print(device.tensor(FloatBuffer.wrap(new float[] {1, 2, 3, 4}), 2, 2).shape());
        print(device.zeros(DType.INT32, 2, 3));
        print(device.full(new long[] {2}, 7));
        print(device.eye(2));
        print(device.arange(2, 6));
        print(device.linspace(0, 1, 5));
        Tensor like = device.onesLike(device.arange(3)); // of the same element type and shape
        print(like);
    }

    @Row(id = "E7.2", title = "Element types")
    void elementTypes() {
        Tensor bytes = device.tensor(new byte[] {100, 27});
        Tensor ints = device.tensor(new int[] {100, 27});
        Tensor halves = device.tensor(new float[] {0.5f, 1.5f}, DType.BFLOAT16);
        print(bytes.add(ints).dtype());
        print(ints.add(halves).dtype());
        print(bytes.add(1).dtype() + " " + bytes.div(2).dtype());
        print(bytes.add(bytes)); // wraps, as in PyTorch
        print(halves.to(DType.INT64));
    }

    @Row(id = "E7.3", title = "Inspection")
    void inspection() {
        Tensor x = device.zeros(DType.FLOAT64, 2, 3).t();
        print(x.shape() + ", " + x.dim() + " dimensions, " + x.numel() + " elements of " + x.dtype() + " on "
                + x.device().name());
        print(x.stride(0) + " " + x.stride(1) + " " + x.isContiguous());
        print(x.requiresGrad_()); // as PyTorch prints it
    }

    @Row(id = "E7.4", title = "Indexing")
    void indexing() {
        Tensor x = device.arange(12).view(3, 4);
        print(x.get(1, 2)); // x[1, 2]
        print(x.get(Index.at(-1))); // x[-1]
        print(x.get(Index.all(), Index.slice(1, 4, 2))); // x[:, 1:4:2]
        print(x.get(Index.ellipsis(), Index.of(3, 0))); // x[..., [3, 0]]
        print(x.get(Index.mask(x.gt(8)))); // x[x > 8]
        x.set(-1, Index.from(1), Index.at(0)); // x[1:, 0] = -1
        print(x);
    }

    @Row(id = "E7.5", title = "Views")
    void views() {
        Tensor x = device.arange(6);
        Tensor matrix = x.view(2, 3); // the same elements, seen in another shape
        matrix.t().set(50, Index.at(2), Index.at(0));
        print(x);
        print(matrix.unsqueeze(0).expand(4, 2, 3).shape() + " "
                + matrix.permute(1, 0).stride(0));
        try {
            matrix.t().view(6);
        } catch (IllegalArgumentException e) {
            print(e.getMessage());
        }
        print(matrix.t().reshape(6)); // copies where it must
    }

    @Row(id = "E7.6", title = "Joining and splitting")
    void joining() {
        Tensor a = device.zeros(2, 2);
        Tensor b = device.ones(2, 2);
        print(Joining.cat(1, a, b));
        print(Joining.stack(0, a, b).shape());
        print(device.arange(7).split(3));
        print(device.arange(6).chunk(2).get(1));
        print(device.eye(2).unbind(0).get(1));
    }

    @Row(id = "E7.7", title = "Copies, and changes in place")
    void copies() {
        Tensor x = device.ones(3).requiresGrad_();
        Tensor y = x.clone(); // stays in the graph
        y.mul_(2).add_(1); // a trailing underscore changes the tensor itself
        y.sum().backward();
        print(x.grad());
        try {
            x.add_(1);
        } catch (IllegalStateException e) {
            print(e.getMessage());
        }
        Tensor saved = x.exp();
        saved.mul_(2); // but exp needs its result for the gradient
        try {
            saved.sum().backward();
        } catch (IllegalStateException e) {
            print(e.getMessage());
        }
    }

    @Row(id = "E7.11", title = "Interchange")
    void interchange() throws Exception {
        Path folder = Files.createTempDirectory("tour");
        Tensor x = device.tensor(new float[][] {{1, 2}, {3, 4}});
        float[][] array = (float[][]) x.toArray();
        print(array[1][0]);
        Tensors.save(folder.resolve("x.npy"), x); // for NumPy, and from it
        print(Tensors.load(folder.resolve("x.npy"), device).equal(x));
        Tensors.save(folder.resolve("model.safetensors"), Map.of("weight", x)); // .npz likewise
        print(Tensors.loadMap(folder.resolve("model.safetensors"), device).keySet());
    }

    @Row(id = "E7.12", title = "Devices")
    void devices() {
        try (Device other = Device.open("cpu")) { // or cuda, cuda:1
            Tensor here = device.ones(2);
            Tensor there = other.ones(2);
            try {
                here.add(there);
            } catch (IllegalArgumentException e) {
                print(e.getMessage());
            }
            print(here.add(there.to(device)) + " " + here.isCuda());
        }
    }

    @Row(id = "E7.13", title = "Seeds")
    void seeds() {
        device.manualSeed(42);
        Tensor first = device.randn(3);
        device.manualSeed(42);
        print(device.randn(3).equal(first)); // on every machine, and for any number of threads
        device.useDeterministicAlgorithms(true);
        print(device.rand(2, 2).shape() + " " + device.randint(0, 10, 4).dtype() + " "
                + device.randperm(4).numel());
    }
}
