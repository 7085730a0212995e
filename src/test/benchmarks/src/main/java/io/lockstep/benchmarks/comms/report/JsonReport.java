package io.lockstep.benchmarks.comms.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The results for programs: everything that was found, in seconds and bytes. */
public final class JsonReport {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonReport() {}

    public static String of(Report report) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("benchmark", "comms");
        root.put("command", report.command());
        root.put("date", report.date().toString());
        root.set("machine", MAPPER.valueToTree(report.machine()));
        root.set("setting", MAPPER.valueToTree(report.setting()));
        root.set("versions", MAPPER.valueToTree(report.versions()));
        ArrayNode rows = root.putArray("rows");
        report.rows().forEach(row -> row(row, rows.addObject()));
        RatioLines.of(report.rows()).forEach(root.putArray("ratios")::add);
        report.notes().forEach(root.putArray("notes")::add);
        report.failures().forEach(root.putArray("failures")::add);
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write the results as JSON", e);
        }
    }

    private static void row(Row row, ObjectNode node) {
        node.put("ranks", row.ranks());
        node.put("bytes", row.bytes());
        row.goodputs().forEach(node.putArray("goodputBytesPerSecond")::add);
        ArrayNode scores = node.putArray("contestants");
        for (Score score : row.scores()) {
            ObjectNode contestant = scores.addObject();
            contestant.put("contestant", score.contestant());
            contestant.put("family", score.family().toString());
            contestant.put("medianSeconds", score.median());
            contestant.put("p10Seconds", score.p10());
            contestant.put("p90Seconds", score.p90());
            contestant.put("algorithmBytesPerSecond", row.algorithmBandwidth(score));
            contestant.put("busBytesPerSecond", row.busBandwidth(score));
            row.shareOfLink(score).ifPresent(share -> contestant.put("shareOfGoodput", share));
            contestant.put("operations", score.operations());
            ArrayNode medians = contestant.putArray("turnMedianSeconds");
            for (double median : score.medians()) {
                medians.add(median);
            }
        }
    }
}
