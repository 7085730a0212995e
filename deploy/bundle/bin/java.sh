# shellcheck shell=sh
# The bundle's own Java. Sourced by the programs beside it, not run.

# run_java CLASS ARGUMENT...: in the place of this process.
run_java() {
    exec "$HOME_OF_BUNDLE/runtime/bin/java" -Xms256m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
        -Dslf4j.internal.verbosity=ERROR "-Dlockstep.bundle=$HOME_OF_BUNDLE" -cp "$HOME_OF_BUNDLE/lib/*" "$@"
}
