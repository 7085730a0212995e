package io.lockstep.benchmarks.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The results for programs: everything that was found, in SI units but for mebibytes. */
public final class JsonReport {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonReport() {}

    public static String of(Report report) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("benchmark", "cpu");
        root.put("command", report.command());
        root.put("date", report.date().toString());
        root.set("machine", MAPPER.valueToTree(report.machine()));
        root.set("versions", MAPPER.valueToTree(report.versions()));
        ArrayNode peaks = root.putArray("peaks");
        for (MachinePeak peak : report.peaks()) {
            ObjectNode node = peaks.addObject();
            node.put("threads", peak.threads());
            node.put("flopsPerSecond", peak.peak().flops());
            node.put("bytesPerSecond", peak.peak().bytesPerSecond());
        }
        ArrayNode rows = root.putArray("rows");
        report.rows().forEach(row -> row(row, rows.addObject()));
        report.notes().forEach(root.putArray("notes")::add);
        report.failures().forEach(root.putArray("failures")::add);
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write the results as JSON", e);
        }
    }

    private static void row(Row row, ObjectNode node) {
        node.put("model", row.task().network().title());
        node.put("mode", row.task().mode().toString());
        node.put("precision", row.task().precision().toString());
        node.put("threads", row.task().threads());
        node.put("batch", row.task().network().batch());
        node.put("flopsPerStep", row.flops());
        node.put("ratio", row.ratio());
        node.put("best", row.best().contestant());
        ArrayNode contestants = node.putArray("contestants");
        row.scores().forEach(score -> score(row, score, contestants.addObject()));
        row.profile().ifPresent(profile -> node.set("profile", MAPPER.valueToTree(profile)));
    }

    private static void score(Row row, Score score, ObjectNode node) {
        Timing timing = score.timing();
        node.put("name", score.contestant());
        node.put("imagesPerSecond", row.imagesPerSecond(timing.median()));
        node.put("stepSecondsMedian", timing.median());
        node.put("stepSecondsP10", timing.p10());
        node.put("stepSecondsP90", timing.p90());
        node.put("windows", timing.windows());
        node.put("windowsLeftOut", timing.leftOut());
        node.put("windowsDisturbed", timing.disturbed());
        node.put("stepsPerWindow", timing.steps());
        node.put("peakMebibytes", score.peakMebibytes());
        node.put("loss", score.loss());
    }
}
