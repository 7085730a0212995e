package io.lockstep.engine.oracle.transform;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** torchvision's arithmetic of windows and affine maps. */
final class TorchGeometry {
    private TorchGeometry() {}

    static Tensor centreCrop(Tensor image, int height, int width) {
        long[] size = {image.size(2), image.size(3)};
        long[] pad = {
            width > size[1] ? (width - size[1]) / 2 : 0,
            width > size[1] ? (width - size[1] + 1) / 2 : 0,
            height > size[0] ? (height - size[0]) / 2 : 0,
            height > size[0] ? (height - size[0] + 1) / 2 : 0
        };
        Tensor padded = torch.constant_pad_nd(image, pad, new Scalar(0));
        long top = (long) Math.rint((padded.size(2) - height) / 2.0);
        long left = (long) Math.rint((padded.size(3) - width) / 2.0);
        return padded.narrow(2, top, height).narrow(3, left, width);
    }

    /** {@code _get_inverse_affine_matrix} with the centre at 0. */
    static double[] matrix(double angle, double tx, double ty, double scale, double shearX, double shearY) {
        double rot = Math.toRadians(angle);
        double sx = Math.toRadians(shearX);
        double sy = Math.toRadians(shearY);
        double a = Math.cos(rot - sy) / Math.cos(sy);
        double b = -Math.cos(rot - sy) * Math.tan(sx) / Math.cos(sy) - Math.sin(rot);
        double c = Math.sin(rot - sy) / Math.cos(sy);
        double d = -Math.sin(rot - sy) * Math.tan(sx) / Math.cos(sy) + Math.cos(rot);
        double[] m = {d / scale, -b / scale, 0, -c / scale, a / scale, 0};
        m[2] += m[0] * -tx + m[1] * -ty;
        m[5] += m[3] * -tx + m[4] * -ty;
        return m;
    }

    /** {@code _compute_affine_output_size}. */
    static int[] expanded(double[] m, int[] size) {
        float w = size[1];
        float h = size[0];
        float[] corners = {-0.5f * w, -0.5f * h, -0.5f * w, 0.5f * h, 0.5f * w, 0.5f * h, 0.5f * w, -0.5f * h};
        float[] low = {Float.MAX_VALUE, Float.MAX_VALUE};
        float[] high = {-Float.MAX_VALUE, -Float.MAX_VALUE};
        for (int i = 0; i < 8; i += 2) {
            for (int axis = 0; axis < 2; axis++) {
                float at = (float) m[3 * axis] * corners[i] + (float) m[3 * axis + 1] * corners[i + 1];
                low[axis] = Math.min(low[axis], at);
                high[axis] = Math.max(high[axis], at);
            }
        }
        int[] target = new int[2];
        for (int axis = 0; axis < 2; axis++) {
            float half = 0.5f * (axis == 0 ? w : h);
            double max = Math.ceil((float) (1e-4 * (int) ((high[axis] + half) / 1e-4f)));
            double min = Math.floor((float) (1e-4 * (int) ((low[axis] + half) / 1e-4f)));
            target[1 - axis] = (int) (max - min);
        }
        return target;
    }
}
