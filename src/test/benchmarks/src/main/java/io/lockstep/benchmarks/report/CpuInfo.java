package io.lockstep.benchmarks.report;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads /proc/cpuinfo of an x86 processor: a block of lines {@code key : value} for each logical processor. */
final class CpuInfo {
    private final List<String> lines;

    CpuInfo(String text) {
        lines = text.lines().toList();
    }

    String name() {
        return values("model name").stream().findFirst().orElse("unknown processor");
    }

    List<String> flags() {
        return List.of(values("flags").stream().findFirst().orElse("").split(" ", -1));
    }

    /** Physical cores. Where a virtual machine does not tell them, its logical processors. */
    int cores() {
        List<String> sockets = values("physical id");
        List<String> cores = values("core id");
        int processors = values("processor").size();
        if (sockets.size() != processors || cores.size() != processors) {
            return Math.max(1, processors);
        }
        Set<String> distinct = new HashSet<>();
        for (int i = 0; i < processors; i++) {
            distinct.add(sockets.get(i) + "/" + cores.get(i));
        }
        return Math.max(1, distinct.size());
    }

    private List<String> values(String key) {
        return lines.stream()
                .map(line -> line.split(":", 2))
                .filter(parts -> parts.length == 2 && parts[0].strip().equals(key))
                .map(parts -> parts[1].strip())
                .toList();
    }
}
