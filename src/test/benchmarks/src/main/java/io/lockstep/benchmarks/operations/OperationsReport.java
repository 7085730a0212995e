package io.lockstep.benchmarks.operations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.benchmarks.contestant.Operations;
import io.lockstep.benchmarks.report.Machine;
import io.lockstep.benchmarks.report.Numbers;
import io.lockstep.benchmarks.report.TextTable;
import io.lockstep.benchmarks.report.Versions;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;

/**
 * What a run found.
 *
 * @param command as the user gave it
 * @param failures operations that could not be measured, and why
 */
record OperationsReport(
        String command,
        LocalDate date,
        Machine machine,
        Versions versions,
        OperationsSettings settings,
        List<OperationRow> rows,
        List<String> failures) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Single words, the slowest beside libtorch first. */
    private List<OperationRow> words() {
        return rows.stream()
                .filter(row -> !row.name().startsWith(Operations.STEP))
                .sorted(Comparator.comparingDouble(OperationRow::ratio).reversed())
                .toList();
    }

    private List<OperationRow> steps() {
        return rows.stream()
                .filter(row -> row.name().startsWith(Operations.STEP))
                .toList();
    }

    private String verdict() {
        long within = words().stream().filter(OperationRow::isWithinBound).count();
        return within + " of " + words().size() + " within 5x";
    }

    private String conditions() {
        double foreign =
                rows.stream().mapToDouble(OperationRow::foreign).average().orElse(0);
        return settings.elements() + " elements, " + settings.threads() + " thread(s), medians of " + settings.rounds()
                + " rounds; others kept " + Numbers.rounded(foreign) + " of " + machine.cores()
                + " cores busy meanwhile";
    }

    String plain() {
        StringBuilder text = new StringBuilder();
        text.append("machine: ").append(machine).append('\n');
        text.append(conditions()).append("\n\n");
        if (!steps().isEmpty()) {
            text.append(table("training step", steps()).plain()).append('\n');
        }
        text.append(table("operation", words()).plain());
        return text.append(verdict()).append('\n').toString();
    }

    String markdown() {
        String text = "# Operations, " + machine.processor() + ", " + date + "\n\n```\n" + command + "\n```\n\n"
                + about().markdown() + "\n" + conditions() + ". Ratio is our time over libtorch's: below 1 Lockstep is"
                + " faster.\n\n**" + verdict() + ".**\n\n";
        if (!steps().isEmpty()) {
            text += "## Training steps\n\n" + table("training step", steps()).markdown() + "\n";
        }
        text += "## Words\n\n" + table("operation", words()).markdown();
        return text + "\nWhat the columns mean, and how this was measured: [README.md](README.md).\n";
    }

    private TextTable about() {
        TextTable table = new TextTable("what", "was measured");
        table.add("processor", machine.processor() + ", " + machine.cores() + " core(s)");
        table.add("instruction sets", String.join(", ", machine.flags()));
        table.add("memory", machine.memoryMebibytes() + " MiB");
        table.add("system", machine.kernel());
        table.add("Java", machine.java());
        table.add("Lockstep", versions.lockstep() + ", oneDNN " + versions.onednn());
        table.add("libtorch", versions.libtorch() + " as PyTorch ships it, bound by " + versions.binding());
        return table;
    }

    private static TextTable table(String what, List<OperationRow> rows) {
        TextTable table = new TextTable(
                what, " ratio", " lockstep ms", " libtorch ms", " heap bytes a call", " native bytes a call");
        for (OperationRow row : rows) {
            table.add(
                    row.name(),
                    Numbers.ratio(row.ratio()),
                    Numbers.rounded(row.ours() / 1e6),
                    Numbers.rounded(row.theirs() / 1e6),
                    Long.toString(Math.round(row.heapBytes())),
                    Long.toString(Math.round(row.nativeBytes())));
        }
        return table;
    }

    String json() {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("benchmark", "operations");
        root.put("command", command);
        root.put("date", date.toString());
        root.set("machine", MAPPER.valueToTree(machine));
        root.set("versions", MAPPER.valueToTree(versions));
        root.put("elements", settings.elements());
        root.put("threads", settings.threads());
        root.put("rounds", settings.rounds());
        ArrayNode array = root.putArray("rows");
        for (OperationRow row : rows) {
            ObjectNode node = array.addObject();
            node.put("name", row.name());
            node.put("ratio", row.ratio());
            node.put("lockstepSeconds", row.ours() / 1e9);
            node.put("libtorchSeconds", row.theirs() / 1e9);
            node.put("heapBytes", row.heapBytes());
            node.put("nativeBytes", row.nativeBytes());
            node.put("foreignCores", row.foreign());
        }
        failures.forEach(root.putArray("failures")::add);
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write the results as JSON", e);
        }
    }
}
