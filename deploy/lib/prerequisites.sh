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

# What the tests need beside: g++ makes a host library of the GPU's kernels, for the emulated driver.
require_test_tools() {
    command -v g++ >/dev/null && return
    apt_install g++ || fail "missing: g++; install GCC's C++ compiler with this system's package manager"
    hash -r
}

has_jdk() {
    (($(java_release) >= OLDEST_JAVA)) && command -v "${JAVA_HOME:+$JAVA_HOME/bin/}javac" >/dev/null
}

# The oldest JDK of sufficient age that this release of Debian or Ubuntu has.
jdk_package() {
    known_jdk_package && return
    # A new machine has no lists of packages yet.
    refresh_packages && known_jdk_package && return
    printf 'openjdk-%s-jdk-headless' "$OLDEST_JAVA"
}

known_jdk_package() {
    local release
    command -v apt-cache >/dev/null || return 1
    for release in 17 21 25; do
        if [[ -n "$(apt-cache search --names-only "^openjdk-$release-jdk-headless\$" 2>/dev/null)" ]]; then
            printf 'openjdk-%s-jdk-headless' "$release"
            return
        fi
    done
    return 1
}

# apt_install PACKAGE...: status 1 where there is no apt, no right to use it, or no such package.
apt_install() {
    say "installing with apt: $*"
    apt_get install --yes --no-install-recommends "$@" && return
    refresh_packages && apt_get install --yes --no-install-recommends "$@"
}

refresh_packages() {
    say "refreshing apt's lists of packages"
    apt_get update
}

# Its output only where it fails: a page per package says nothing to a user.
apt_get() {
    local as_root=() output
    if ! command -v apt-get >/dev/null; then
        say "there is no apt-get here"
        return 1
    fi
    ((EUID == 0)) || as_root=(sudo)
    output="$("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get --quiet --option DPkg::Lock::Timeout=120 "$@" 2>&1 </dev/null)" || {
        printf '%s\n' "$output" | tail -n 5 >&2
        return 1
    }
}
