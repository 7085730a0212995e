package io.lockstep.engine.models;

import io.lockstep.engine.backend.Window;
import io.lockstep.engine.nn.BatchNorm2d;
import io.lockstep.engine.nn.Conv2d;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.Sequential;

/** What residual blocks are made of; a stride above 1 makes images smaller by that factor, rounded up. */
final class ResidualLayers {
    private ResidualLayers() {}

    static Conv2d conv3x3(Initialisation initial, long inputs, long filters, int stride) {
        return Conv2d.withoutBias(initial, inputs, filters, Window.square(3, stride, 1));
    }

    static Conv2d conv1x1(Initialisation initial, long inputs, long filters, int stride) {
        return Conv2d.withoutBias(initial, inputs, filters, Window.square(1, stride, 0));
    }

    /** The way around a block: a projection to the shape of its result, or nothing where x has it already. */
    static Module downsample(Initialisation initial, long inputs, long outputs, int stride) {
        return stride == 1 && inputs == outputs
                ? new Sequential()
                : new Sequential(conv1x1(initial, inputs, outputs, stride), new BatchNorm2d(initial, outputs));
    }
}
