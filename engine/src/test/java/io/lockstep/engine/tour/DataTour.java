package io.lockstep.engine.tour;

import io.lockstep.engine.data.Batch;
import io.lockstep.engine.data.ConcatDataset;
import io.lockstep.engine.data.DataLoader;
import io.lockstep.engine.data.Dataset;
import io.lockstep.engine.data.RandomSplit;
import io.lockstep.engine.data.TensorDataset;
import io.lockstep.engine.data.sampler.ClassBalancedSampler;
import io.lockstep.engine.data.sampler.DistributedSampler;
import io.lockstep.engine.data.sampler.HardExampleSampler;
import io.lockstep.engine.data.sampler.WeightedRandomSampler;
import io.lockstep.engine.data.transform.ColorJitter;
import io.lockstep.engine.data.transform.Compose;
import io.lockstep.engine.data.transform.Image;
import io.lockstep.engine.data.transform.ImageTransform;
import io.lockstep.engine.data.transform.Normalize;
import io.lockstep.engine.data.transform.RandomCrop;
import io.lockstep.engine.data.transform.RandomHorizontalFlip;
import io.lockstep.engine.data.transform.RandomRotation;
import io.lockstep.engine.data.transform.ToTensor;
import io.lockstep.engine.random.RandomStream;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** E5, E6 and E9: what is fed. */
final class DataTour extends Tour {
    @Row(id = "E5", title = "Samplers")
    void samplers() {
        int[] labels = {0, 0, 0, 0, 1, 1, 2, 2};
        int[][] balanced = new ClassBalancedSampler(labels, 4, false, 1).batches(0);
        print(Arrays.stream(balanced[0]).map(i -> labels[i]).sorted().boxed().toList()); // as many classes as possible
        print(new WeightedRandomSampler(new double[] {0, 1, 0}, 4, true, 1).indices(0)[0]);
        print(new DistributedSampler(10, 4, 0, 1).indices(0).length); // of rank 0 of 4
        HardExampleSampler hard = new HardExampleSampler(4, 1);
        hard.update(new int[] {0, 1, 2, 3}, new double[] {0.1, 0.1, 1, 1}); // losses that training met
        print(hard.probabilities()[3] > 5 * hard.probabilities()[0]);
    }

    @Row(id = "E6", title = "Transforms")
    void transforms() {
        ImageTransform augmentation = new Compose(List.of(
                new RandomCrop(4), // padding 4
                new RandomHorizontalFlip(),
                new RandomRotation(15),
                new ColorJitter(0.2, 0.2, 0.2, 0.1),
                (image, random) -> image.pixels()[0] = (byte) random.nextInt(256))); // one of one's own
        double[] half = {0.5, 0.5, 0.5};
        ToTensor toTensor = new ToTensor(List.of(augmentation), List.of(new Normalize(half, half)));
        // The chance of (seed, epoch, sample) decides, whatever thread transforms.
        float[] once = toTensor.apply(new Image(32, 32, 3), new RandomStream(1, 7))
                .values()
                .clone();
        float[] again =
                toTensor.apply(new Image(32, 32, 3), new RandomStream(1, 7)).values();
        print(once.length + " " + Arrays.equals(once, again));
    }

    @Row(id = "E9", title = "Data sets and loaders")
    void loaders() throws Exception {
        Dataset<?> numbers = TensorDataset.of(device.arange(10).view(10, 1), device.arange(10));
        print(RandomSplit.byFractions(numbers, 0, 0.8, 0.2).get(1).size());
        TensorDataset data = TensorDataset.of(device.randn(10, 3), device.arange(10));
        print(new ConcatDataset<>(List.of(data, data)).size());
        try (DataLoader<Batch> loader =
                DataLoader.of(data).batchSize(4).shuffle(true).numWorkers(2).build()) {
            for (Batch batch : loader) {
                Tensor inputs = batch.tensor(device, 0);
                Tensor targets = batch.tensor(device, 1);
                print(inputs.shape() + " " + targets.shape());
            }
        }
    }
}
