# shellcheck shell=bash
# Where things are, and how every script speaks. Sourced by the scripts of deploy/, not run.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
DEPLOY="$ROOT/deploy"
LOCKSTEP_JAR="${LOCKSTEP_JAR:-$ROOT/driver/target/lockstep.jar}"
BUILT_SPARK="$ROOT/driver/target/spark"
BUILT_HADOOP="$ROOT/driver/target/hadoop"
DEFAULT_CLUSTER_DIR="$ROOT/target/cluster"

say() {
    printf '%s\n' "$*" >&2
}

fail() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

# The comment at the top of the calling script is its help.
print_help() {
    awk 'NR > 1 && !/^#/ { exit } NR > 1 { sub(/^# ?/, ""); print }' "$0"
}

# The value of option $1, which must be the next argument, $2.
option_value() {
    [[ -n "${2:-}" && "${2:-}" != --* ]] || fail "option $1 expects a value, as in $1 VALUE; see --help"
    printf '%s' "$2"
}

# Fails unless $2, the value of option $1, is a whole number of at least $3.
require_count() {
    if [[ ! "$2" =~ ^[0-9]{1,6}$ ]] || ((10#$2 < $3)); then
        fail "option $1 expects a whole number of at least $3 but got '$2'"
    fi
}
