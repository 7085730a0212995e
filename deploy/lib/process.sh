# shellcheck shell=bash
# Processes that outlive the script that starts them. Sourced, not run. Needs layout.sh.
#
# Each has a name, a log `$STATE/logs/<name>.log` and a file `$STATE/pids/<name>` with its id and the tick of the machine at
# which it started. A process is ours only while both agree: the kernel gives a dead process's id to a stranger in time.

TERM_SECONDS=15

# start_process NAME COMMAND...: in a session of its own, so that ctrl-C in a terminal does not reach it.
start_process() {
    local name="$1"
    shift
    mkdir -p "$STATE/logs" "$STATE/pids"
    # 9 is the lock of deploy/cluster, which must not outlive it.
    setsid "$@" >"$STATE/logs/$name.log" 2>&1 </dev/null 9>&- &
    local id=$!
    printf '%s %s\n' "$id" "$(start_tick "$id")" >"$STATE/pids/$name"
}

# The tick at which process $1 started: field 22 of its stat line, counted behind the name, which may hold spaces.
start_tick() {
    local line fields
    { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 0
    read -r -a fields <<<"${line##*) }"
    # A zombie has ended.
    [[ "${fields[0]}" == Z ]] || printf '%s' "${fields[19]}"
}

process_alive() {
    local id tick
    [[ -f "$STATE/pids/$1" ]] || return 1
    read -r id tick <"$STATE/pids/$1"
    [[ -n "$tick" && "$(start_tick "$id")" == "$tick" ]]
}

process_names() {
    [[ ! -d "$STATE/pids" ]] || ls "$STATE/pids"
}

# Asks all the named processes at once to end and kills after TERM_SECONDS those that did not.
stop_processes() {
    local name
    for name in "$@"; do
        signal_process TERM "$name"
    done
    for name in "$@"; do
        if ! wait_until "$TERM_SECONDS" process_ended "$name"; then
            say "$name did not end within $TERM_SECONDS s; killing it"
            signal_process KILL "$name"
        fi
        rm -f "$STATE/pids/$name"
    done
}

process_ended() {
    ! process_alive "$1"
}

signal_process() {
    local id
    if process_alive "$2"; then
        read -r id _ <"$STATE/pids/$2"
        kill "-$1" "$id" 2>/dev/null || true
    fi
}

# wait_until SECONDS COMMAND...: status 0 as soon as the command succeeds, 1 when the time is over.
wait_until() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < end)) || return 1
        sleep 0.2
    done
}

# wait_for_process NAME SECONDS COMMAND...: as wait_until, but fails with the log's place when time is over or the process ends.
wait_for_process() {
    local name="$1" seconds="$2"
    shift 2
    wait_until "$seconds" ended_or_succeeds "$name" "$@" || fail "$name is not ready after $seconds s; see $STATE/logs/$name.log"
    process_alive "$name" || fail "$name ended while starting; see $STATE/logs/$name.log"
}

ended_or_succeeds() {
    local name="$1"
    shift
    process_ended "$name" || "$@"
}

# The first text in the log of process $1 that the extended regular expression $2 captures; status 1 if there is none yet.
from_log() {
    local found
    found="$(sed -nE "s#.*$2.*#\\1#p" "$STATE/logs/$1.log" 2>/dev/null | head -n 1)"
    [[ -n "$found" ]] && printf '%s' "$found"
}

# http_get HOST:PORT PATH: the answer's text. No tool beyond bash, as a bare machine has none.
http_get() {
    timeout 5 bash -c 'exec 3<>"/dev/tcp/${1%:*}/${1##*:}" && printf "GET %s HTTP/1.0\r\nHost: %s\r\n\r\n" "$2" "$1" >&3 && cat <&3' http_get "$1" "$2" 2>/dev/null
}
