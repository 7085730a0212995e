# shellcheck shell=bash
# What the machine must have, and its installation with apt where it is missing. Sourced, not run. Needs layout.sh, java.sh.

# A JDK and Maven, or the end of the script with the names of what is missing.
require_build_tools() {
    local packages=()
    has_jdk || packages+=("$(jdk_package)")
    command -v mvn >/dev/null || packages+=(maven)
    ((${#packages[@]} == 0)) && return
    apt_install "${packages[@]}" ||
        fail "missing: ${packages[*]}; install a JDK ($OLDEST_JAVA or newer) and Maven with this system's package manager"
    hash -r
    require_java
}

has_jdk() {
    (($(java_release) >= OLDEST_JAVA)) && command -v "${JAVA_HOME:+$JAVA_HOME/bin/}javac" >/dev/null
}

# The oldest JDK of sufficient age that this release of Debian or Ubuntu has.
jdk_package() {
    local release
    for release in 17 21 25; do
        if command -v apt-cache >/dev/null && [[ -n "$(apt-cache search --names-only "^openjdk-$release-jdk-headless\$" 2>/dev/null)" ]]; then
            printf 'openjdk-%s-jdk-headless' "$release"
            return
        fi
    done
    # Before the first apt-get update nothing is known.
    printf 'openjdk-%s-jdk-headless' "$OLDEST_JAVA"
}

# apt_install PACKAGE...: status 1 where there is no apt, no right to use it, or no such package.
apt_install() {
    local as_root=()
    command -v apt-get >/dev/null || return 1
    if ((EUID != 0)); then
        command -v sudo >/dev/null || return 1
        as_root=(sudo)
    fi
    say "installing with apt: $*"
    apt_get install --yes --no-install-recommends "$@" && return
    say "refreshing apt's lists of packages"
    apt_get update && apt_get install --yes --no-install-recommends "$@"
}

# Its output only where it fails: a page per package says nothing to a user.
apt_get() {
    local output
    output="$("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get --quiet --option DPkg::Lock::Timeout=120 "$@" 2>&1 </dev/null)" || {
        printf '%s\n' "$output" | tail -n 5 >&2
        return 1
    }
}
