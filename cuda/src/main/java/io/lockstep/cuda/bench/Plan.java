package io.lockstep.cuda.bench;

import io.lockstep.cuda.command.Options;
import io.lockstep.cuda.command.UsageException;
import java.util.List;
import java.util.Map;

/**
 * What is measured, and for how long.
 *
 * @param parts of {@link #PARTS}
 * @param batch images of a convolution
 * @param batches images of a step, each measured by itself
 * @param cuts how many ways to cut each convolution for the GPU are tried
 * @param imageSize height and width of the images of a step
 * @param measureMillis how long each thing is repeated
 * @param minutes after which no other thing is begun
 * @param copyMebibytes size of the copies whose speed is measured
 */
record Plan(
        int device,
        List<String> parts,
        List<Precision> precisions,
        int batch,
        List<Integer> batches,
        List<String> models,
        Map<ConvolutionWork, Integer> convolutions,
        int cuts,
        int imageSize,
        int measureMillis,
        int minutes,
        int copyMebibytes) {
    static final List<String> PARTS = List.of("convolutions", "steps", "overlap", "peer");
    private static final List<String> MODELS = List.of("resnet50", "resnet18", "resnet18_cifar", "lenet", "convnet");
    private static final int ENOUGH_MILLIS = 1500;

    static Plan of(Options options) throws UsageException {
        boolean smoke = options.has("--smoke");
        List<String> precisions =
                options.words("--precision", Precision.words(), smoke ? List.of("bf16") : Precision.words());
        return new Plan(
                options.device(),
                options.words("--only", PARTS, PARTS),
                precisions.stream().map(Precision::of).toList(),
                options.count("--batch", smoke ? 2 : 64),
                options.counts("--batches", smoke ? List.of(2) : List.of(256, 128, 64, 32)),
                options.words("--models", MODELS, smoke ? List.of("convnet") : List.of("resnet50", "resnet18")),
                smoke ? ConvolutionWork.small() : ConvolutionWork.ofResNet50(),
                options.count("--cuts", 1),
                smoke ? 8 : 224,
                smoke ? 0 : ENOUGH_MILLIS,
                options.count("--minutes", 8),
                smoke ? 1 : 64);
    }

    /** The first network at a batch size that fits most GPUs, whose steps are drawn. */
    int overlapBatch() {
        return batches.contains(batch) ? batch : batches.get(batches.size() - 1);
    }
}
