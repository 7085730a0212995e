package io.lockstep.engine.tour;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.models.ModelSpec;
import io.lockstep.engine.models.Models;
import io.lockstep.engine.nn.BatchNorm2d;
import io.lockstep.engine.nn.Conv2d;
import io.lockstep.engine.nn.Flatten;
import io.lockstep.engine.nn.Init;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.Linear;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.ReLU;
import io.lockstep.engine.nn.Sequential;
import io.lockstep.engine.nn.Summary;
import io.lockstep.engine.nn.loss.BCEWithLogitsLoss;
import io.lockstep.engine.nn.loss.CrossEntropyLoss;
import io.lockstep.engine.nn.loss.SmoothL1Loss;
import io.lockstep.engine.tensor.Tensor;
import java.util.Map;

/** E10: modules, losses and models. */
final class ModulesTour extends Tour {
    @Row(id = "E10", title = "Modules")
    void modules() {
        Initialisation initial = new Initialisation(device);
        Sequential model = new Sequential()
                .append("conv", new Conv2d(initial, 1, 4, Window.square(3, 1, 1)))
                .append("norm", new BatchNorm2d(initial, 4))
                .append("activation", new ReLU())
                .append("flatten", new Flatten())
                .append("head", new Linear(initial, 4 * 8 * 8, 10));
        print(model.namedParameters().keySet());
        print(Summary.of(model, device.zeros(2, 1, 8, 8)));
        model.eval().apply(module -> print(module.getClass().getSimpleName()));
    }

    @Row(id = "E10", title = "A module of one's own")
    void ownModule() {
        class Residual extends Module {
            private final Linear inner;

            Residual(int features) {
                inner = addModule("inner", new Linear(new Initialisation(device), features, features));
                registerParameter("scale", device.ones(features));
            }

            @Override
            public Tensor forward(Tensor x) {
                return x.add(inner.call(x).relu().mul(parameter("scale")));
            }
        }

        Module block = new Residual(3);
        print(block.call(device.randn(5, 3)).shape() + " "
                + block.namedParameters().keySet());
    }

    @Row(id = "E10", title = "State dicts and freezing")
    void stateDicts() {
        Sequential model = new Sequential(new Linear(new Initialisation(device), 2, 3), new ReLU());
        Map<String, HostArray> state = model.stateDict();
        print(state.keySet());
        state.put("1.weight", state.get("0.bias"));
        try {
            model.loadStateDict(state);
        } catch (IllegalArgumentException e) {
            print(e.getMessage());
        }
        print(model.loadStateDict(state, false));
        print(model.freeze().parameters().get(0).requiresGrad());
    }

    @Row(id = "E10", title = "Losses and initialisers")
    void losses() {
        Tensor logits = device.tensor(new float[][] {{2, 1, 0}, {0, 3, 0}});
        print(new CrossEntropyLoss().forward(logits, device.tensor(new long[] {0, 1})));
        print(new BCEWithLogitsLoss().forward(logits, logits.gt(0.5).to(DType.FLOAT32)));
        print(new SmoothL1Loss().forward(logits, logits.add(1)));
        Tensor weight = Init.orthogonal_(device.zeros(3, 3));
        print(weight.mm(weight.t()).allclose(device.eye(3), 1e-4, 1e-5, false));
        print(Init.kaimingUniform_(device.zeros(4, 9)).abs().max().lt(1));
    }

    @Row(id = "E10", title = "Models")
    void models() {
        Module resnet = Models.create("resnet18", new ModelSpec(device, DType.FLOAT32, 3, 64, 64, 1000, 0));
        print(resnet.parameters().stream().mapToLong(Tensor::numel).sum());
        print(resnet.stateDict().containsKey("layer1.0.bn1.running_mean")); // torchvision's names
        print(Models.names());
    }
}
