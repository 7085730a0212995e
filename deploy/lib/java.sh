# shellcheck shell=bash
# The Java virtual machine, and Spark as plain Java programs. Sourced, not run. Needs layout.sh.

OLDEST_JAVA=17

java_command() {
    if [[ -n "${JAVA_HOME:-}" ]]; then
        printf '%s' "$JAVA_HOME/bin/java"
    else
        printf 'java'
    fi
}

# The feature release of the Java in use, 0 if there is none.
java_release() {
    local version
    version="$("$(java_command)" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)" || true
    printf '%s' "${version:-0}"
}

require_java() {
    local release
    release="$(java_release)"
    ((release >= OLDEST_JAVA)) ||
        fail "Java $OLDEST_JAVA or newer is needed but found release $release (0: none); install a JDK or set JAVA_HOME"
}

require_built() {
    [[ -f "$LOCKSTEP_JAR" ]] || fail "$LOCKSTEP_JAR is missing; run deploy/build"
}

# Makes SPARK_HOME the user's Spark or, without one, the Spark that the build copied.
use_spark() {
    export SPARK_HOME="${SPARK_HOME:-$BUILT_SPARK}"
    export SPARK_SCALA_VERSION="${SPARK_SCALA_VERSION:-2.13}"
    [[ -d "$SPARK_HOME/jars" ]] || fail "$SPARK_HOME holds no Spark (no folder jars); run deploy/build or set SPARK_HOME"
}

# Leaves in the array SPARK_COMMAND the command that runs Spark's main class $1 with the arguments after it. Spark's own
# launcher composes it (memory, spark-defaults.conf, the module options for this Java), as Spark's bin/spark-class does.
compose_spark_command() {
    local output last
    mapfile -d '' -t output < <(
        status=0
        "$(java_command)" -Xmx128m -XX:TieredStopAtLevel=1 -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main "$@" || status=$?
        printf '%d\0' "$status"
    )
    last=$((${#output[@]} - 1))
    ((output[last] == 0)) || fail "Spark's launcher cannot run $1; its message is above"
    # First what the launcher has to say, then a line break, the command's parts, and the status added above.
    [[ -z "${output[0]}" ]] || say "${output[0]}"
    SPARK_COMMAND=("${output[1]#$'\n'}" "${output[@]:2:last-2}")
}
