package io.lockstep.engine.ops;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Reduction;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/**
 * Where the largest element of each window of x [N, C, H, W] lies, and gradients between images and windows: scattering
 * dy to the winners and gathering what lies at the winners are linear, and the gradients of each other.
 *
 * @param places index h W + w of each window's largest element, the first of equals, int64 [N, C, H' W']
 * @param image shape of x
 * @param result shape [N, C, H', W']
 */
record Winners(NdArray places, Shape image, Shape result) {
    static Winners of(Tensor x, Window window, Shape result) {
        Device device = x.device();
        Backend backend = device.backend();
        int size = window.kernelHeight() * window.kernelWidth();
        long windows = result.size(2) * result.size(3);
        long n = result.size(0);
        long c = result.size(1);
        NdArray members = members(device, x.shape(), window, result);
        NdArray everywhere = members.view(Shape.of(n, c, size * windows), new long[] {0, 0, 1}, members.offset());
        NdArray values = NdArray.deferred(device.allocator(), x.dtype(), everywhere.shape());
        backend.gather(planes(x).array(), 2, everywhere, values);
        Shape byMember = Shape.of(n, c, size, windows);
        NdArray first = NdArray.deferred(device.allocator(), DType.INT64, Shape.of(n, c, 1, windows));
        backend.argExtreme(true, 2, values.view(byMember, byMember.contiguousStrides(), 0), first);
        NdArray places = NdArray.deferred(device.allocator(), DType.INT64, Shape.of(n, c, 1, windows));
        NdArray table = members.view(byMember, new long[] {0, 0, windows, 1}, members.offset());
        backend.gather(table, 2, first, places);
        Shape flat = Shape.of(n, c, windows);
        return new Winners(places.view(flat, flat.contiguousStrides(), 0), x.shape(), result);
    }

    /**
     * Index of each member of each window [R S, H' W']; where a window reaches beyond the image its first member inside
     * stands in, which changes neither the largest value nor which one comes first.
     */
    private static NdArray members(Device device, Shape image, Window window, Shape result) {
        int size = window.kernelHeight() * window.kernelWidth();
        int windows = Math.toIntExact(result.size(2) * result.size(3));
        long[] members = new long[size * windows];
        for (int i = 0; i < windows; i++) {
            long top = i / result.size(3) * window.strideHeight() - window.paddingHeight();
            long left = i % result.size(3) * window.strideWidth() - window.paddingWidth();
            long firstInside = -1;
            for (int j = size - 1; j >= 0; j--) {
                members[j * windows + i] = member(image, window, top, left, j);
                firstInside = members[j * windows + i] >= 0 ? members[j * windows + i] : firstInside;
            }
            for (int j = 0; j < size; j++) {
                members[j * windows + i] = members[j * windows + i] >= 0 ? members[j * windows + i] : firstInside;
            }
        }
        return device.tensor(members, size, windows).array();
    }

    /** Index in the image of member j of a window, -1 if it lies outside. */
    private static long member(Shape image, Window window, long top, long left, int j) {
        long h = top + (long) (j / window.kernelWidth()) * window.dilationHeight();
        long w = left + (long) (j % window.kernelWidth()) * window.dilationWidth();
        boolean inside = h >= 0 && h < image.size(2) && w >= 0 && w < image.size(3);
        return inside ? h * image.size(3) + w : -1;
    }

    private static Tensor planes(Tensor x) {
        return x.detach().reshape(x.size(0), x.size(1), x.size(2) * x.size(3));
    }

    /** Images with the gradients dy [N, C, H', W'] at the winners, added up where one won several windows. */
    Tensor scatter(Tensor dy) {
        Tensor dx =
                dy.device().zeros(dy.dtype(), Shape.of(image.size(0), image.size(1), image.size(2) * image.size(3)));
        dy.device().backend().scatter(Reduction.SUM, 2, places, planes(dy).array(), dx.array());
        return new Tensor(dy.device(), dx.array().view(image, image.contiguousStrides(), 0))
                .computedBy(new Scatter(this), dy);
    }

    /** What lies at the winners of each window, of images of x's shape. */
    Tensor gather(Tensor images) {
        Tensor y = images.device().empty(images.dtype(), places.shape());
        images.device().backend().gather(planes(images).array(), 2, places, y.array());
        return new Tensor(images.device(), y.array().view(result, result.contiguousStrides(), 0))
                .computedBy(new Gather(this), images);
    }

    private record Scatter(Winners winners) implements Operation {
        @Override
        public String name() {
            return "maxPool2dGradient";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, winners.gather(dy));
        }
    }

    private record Gather(Winners winners) implements Operation {
        @Override
        public String name() {
            return "maxPool2dAtWinners";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, winners.scatter(dy));
        }
    }
}
