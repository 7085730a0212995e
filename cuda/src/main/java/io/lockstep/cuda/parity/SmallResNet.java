package io.lockstep.cuda.parity;

import io.lockstep.engine.backend.Window;
import io.lockstep.engine.nn.AdaptiveAvgPool2d;
import io.lockstep.engine.nn.BatchNorm2d;
import io.lockstep.engine.nn.Conv2d;
import io.lockstep.engine.nn.Flatten;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.Linear;
import io.lockstep.engine.nn.MaxPool2d;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.tensor.Tensor;

/** A residual network with all that a ResNet-50 has, and few numbers: a stem, pooling, a bottleneck with a strided shortcut. */
public final class SmallResNet extends Module {
    private static final int WIDTH = 8;
    private static final int OUTPUTS = 32;

    private final Module stem;
    private final Module stemNorm;
    private final Module pool = new MaxPool2d(Window.square(3, 2, 1));
    private final Module reduce;
    private final Module reduceNorm;
    private final Module spatial;
    private final Module spatialNorm;
    private final Module expand;
    private final Module expandNorm;
    private final Module shortcut;
    private final Module shortcutNorm;
    private final Module average = new AdaptiveAvgPool2d(1);
    private final Module flatten = new Flatten();
    private final Module fc;

    /** Takes images [N, 3, H, W] of 8 x 8 at least, and gives logits [N, classes]. */
    public SmallResNet(Initialisation initial, int classes) {
        stem = addModule("stem", new Conv2d(initial, 3, WIDTH, Window.square(5, 2, 2), 1, false));
        stemNorm = addModule("stemNorm", new BatchNorm2d(initial, WIDTH));
        reduce = addModule("reduce", new Conv2d(initial, WIDTH, WIDTH, Window.square(1, 1, 0), 1, false));
        reduceNorm = addModule("reduceNorm", new BatchNorm2d(initial, WIDTH));
        spatial = addModule("spatial", new Conv2d(initial, WIDTH, WIDTH, Window.square(3, 2, 1), 1, false));
        spatialNorm = addModule("spatialNorm", new BatchNorm2d(initial, WIDTH));
        expand = addModule("expand", new Conv2d(initial, WIDTH, OUTPUTS, Window.square(1, 1, 0), 1, false));
        expandNorm = addModule("expandNorm", new BatchNorm2d(initial, OUTPUTS));
        shortcut = addModule("shortcut", new Conv2d(initial, WIDTH, OUTPUTS, Window.square(1, 2, 0), 1, false));
        shortcutNorm = addModule("shortcutNorm", new BatchNorm2d(initial, OUTPUTS));
        fc = addModule("fc", new Linear(initial, OUTPUTS, classes));
    }

    @Override
    public Tensor forward(Tensor images) {
        Tensor x = pool.call(stemNorm.call(stem.call(images)).relu());
        Tensor y = reduceNorm.call(reduce.call(x)).relu();
        y = spatialNorm.call(spatial.call(y)).relu();
        y = expandNorm.call(expand.call(y));
        y = y.add(shortcutNorm.call(shortcut.call(x))).relu();
        return fc.call(flatten.call(average.call(y)));
    }
}
