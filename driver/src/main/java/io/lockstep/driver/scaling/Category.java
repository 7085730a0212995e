package io.lockstep.driver.scaling;

/** Where the time of a step goes; {@code docs/scaling.md} defines each. */
enum Category {
    DATA("data", "#b9a44c"),
    COMPUTE("compute", "#1f4e8c"),
    COMMUNICATION("communication", "#c8551b"),
    WAITING("waiting", "#8c6bb1"),
    REST("rest", "#9a9a9a");

    private final String label;
    private final String color;

    Category(String label, String color) {
        this.label = label;
        this.color = color;
    }

    String label() {
        return label;
    }

    String color() {
        return color;
    }
}
