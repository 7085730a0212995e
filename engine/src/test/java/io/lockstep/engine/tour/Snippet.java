package io.lockstep.engine.tour;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A method of the tour with its source. */
record Snippet(Class<? extends Tour> tour, Method method, int place, String body) {
    private static final Path SOURCES = Path.of("src", "test", "java");
    private static final String INDENT = "        ";

    /** The snippets of all tours, by id and then as they stand in their files. */
    static List<Snippet> of(List<Class<? extends Tour>> tours) {
        List<Snippet> snippets = new ArrayList<>();
        for (Class<? extends Tour> tour : tours) {
            String source = source(tour);
            for (Method method : tour.getDeclaredMethods()) {
                if (method.isAnnotationPresent(Row.class)) {
                    snippets.add(of(tour, method, source));
                }
            }
        }
        snippets.sort(Comparator.comparing(Snippet::order).thenComparingInt(Snippet::place));
        return snippets;
    }

    private static Snippet of(Class<? extends Tour> tour, Method method, String source) {
        int head = source.indexOf("    void " + method.getName() + "()");
        int begin = source.indexOf("{\n", head) + 2;
        int end = source.indexOf("\n    }\n", begin);
        if (head < 0 || end < begin) {
            throw new IllegalStateException("no source of " + method + " was found");
        }
        String body = source.substring(begin, end)
                .lines()
                .map(line -> line.startsWith(INDENT) ? line.substring(INDENT.length()) : line)
                .collect(Collectors.joining("\n"));
        return new Snippet(tour, method, head, body);
    }

    private static String source(Class<?> tour) {
        try {
            return Files.readString(SOURCES.resolve(tour.getName().replace('.', '/') + ".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String id() {
        return method.getAnnotation(Row.class).id();
    }

    /** E7.2 before E7.10 before E10. */
    private String order() {
        String[] parts = id().substring(1).split("\\.", -1);
        return String.format("%03d.%03d", Integer.valueOf(parts[0]), parts.length == 1 ? 0 : Integer.valueOf(parts[1]));
    }

    /** Runs the snippet on a device of its own and returns what it printed. */
    String run() throws Exception {
        var constructor = tour.getDeclaredConstructor();
        constructor.setAccessible(true);
        method.setAccessible(true);
        try (Tour instance = constructor.newInstance()) {
            method.invoke(instance);
            return instance.printed();
        } catch (InvocationTargetException e) {
            throw new AssertionError("the snippet " + method.getName() + " of " + id() + " failed", e.getCause());
        }
    }

    /** Its part of the document. */
    String markdown(String printed) {
        String title = method.getAnnotation(Row.class).title();
        String output = printed.isEmpty() ? "" : "```text\n" + printed + "```\n";
        return "### " + id() + " " + title + "\n```java\n" + body + "\n```\n" + output + "\n";
    }
}
