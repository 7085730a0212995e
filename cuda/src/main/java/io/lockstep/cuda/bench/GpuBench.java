package io.lockstep.cuda.bench;

import io.lockstep.cuda.CudaAvailability;
import io.lockstep.cuda.command.Devices;
import io.lockstep.cuda.command.Options;
import io.lockstep.cuda.command.UsageException;
import io.lockstep.cuda.driver.GpuException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The program {@code gpu-bench}. */
public final class GpuBench {
    private static final String HELP = """
            gpu-bench: how fast Lockstep trains on a GPU of this machine, beside PyTorch if python3 has it

              --only convolutions,steps,overlap,peer   which parts (all)
              --device cuda:0
              --precision bf16,tf32,float32
              --batch 64                images of each convolution, and of the steps whose timeline is drawn
              --batches 256,128,64,32   images of a step, each measured by itself
              --models resnet50,resnet18
              --cuts 1                  how many ways to cut each convolution for the GPU are tried
              --minutes 8               after which no other measurement is begun
              --out FOLDER              takes results.md, results.jsonl and timeline.svg (gpu-bench-results)
              --smoke                   tiny things, to try the program
              --list                    only says what would be measured

            The last line tells how fast Lockstep is relative to PyTorch: 1 for as fast, more for faster.
            Status 0, or 2 if there is no GPU.""";

    private static final int DONE = 0;
    private static final int IMPOSSIBLE = 2;

    private GpuBench() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out));
    }

    /** As {@link #main}, without ending the process. */
    static int run(List<String> arguments, PrintStream out) {
        try {
            Options options = new Options(
                    arguments,
                    Set.of("--help", "--smoke", "--list"),
                    Set.of(
                            "--only",
                            "--device",
                            "--precision",
                            "--batch",
                            "--batches",
                            "--models",
                            "--cuts",
                            "--minutes",
                            "--out"));
            if (options.has("--help")) {
                out.println(HELP);
                return DONE;
            }
            Plan plan = Plan.of(options);
            if (options.has("--list")) {
                list(plan, out);
                return DONE;
            }
            String problem = CudaAvailability.detect().problem();
            if (problem != null) {
                out.println("gpu-bench: " + problem);
                return IMPOSSIBLE;
            }
            Devices.print(out);
            Path folder = Files.createDirectories(Path.of(options.text("--out", "gpu-bench-results")));
            Bench bench = new Bench(plan, folder, out);
            bench.run();
            out.println(ratios(bench.results().ratios(), bench.withoutPeer()));
            return DONE;
        } catch (UsageException | GpuException e) {
            out.println("gpu-bench: " + e.getMessage());
            return IMPOSSIBLE;
        } catch (IOException e) {
            out.println("gpu-bench: the results cannot be written (" + e + "); choose another folder with --out");
            return IMPOSSIBLE;
        }
    }

    private static String ratios(Map<String, Double> ratios, String withoutPeer) {
        if (ratios.isEmpty()) {
            return "ratios: none, " + withoutPeer;
        }
        return ratios.entrySet().stream()
                .map(entry -> String.format(Locale.ROOT, "%s %.2f", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", ", "ratios: ", ""));
    }

    private static void list(Plan plan, PrintStream out) {
        String precisions = plan.precisions().stream().map(Precision::word).collect(Collectors.joining(", "));
        if (plan.parts().contains("steps")) {
            out.println("steps of " + String.join(", ", plan.models()) + " in " + precisions + ", batches "
                    + plan.batches() + ", as graphs and kernel by kernel");
        }
        if (plan.parts().contains("convolutions")) {
            plan.convolutions()
                    .forEach((work, count) -> out.println("convolution " + work + ", " + count + " times, batch "
                            + plan.batch() + ", " + precisions));
        }
        if (plan.parts().contains("overlap")) {
            out.println("overlap: copies of " + plan.copyMebibytes() + " MiB, and those beside the steps of "
                    + plan.models().get(0) + ", batch " + plan.overlapBatch());
        }
        if (plan.parts().contains("peer")) {
            out.println("peer: the same by PyTorch, if it is here");
        }
    }
}
