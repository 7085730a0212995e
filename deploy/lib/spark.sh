# shellcheck shell=bash
# A Spark standalone master and its workers, each a process. Sourced, not run. Needs layout.sh, java.sh, process.sh.

SPARK_SECONDS=90

# launch_master PORT: 0 takes a free one.
launch_master() {
    export SPARK_LOCAL_IP=127.0.0.1 SPARK_DAEMON_MEMORY=256m SPARK_LOCAL_DIRS="$STATE/spark/local"
    export SPARK_DAEMON_JAVA_OPTS="-XX:+UseSerialGC -Dlog4j2.configurationFile=file:$DEPLOY/conf/daemons/log4j2.properties"
    export SPARK_MASTER_OPTS="-Dspark.master.rest.enabled=false"
    compose_spark_command org.apache.spark.deploy.master.Master --host 127.0.0.1 --port "$1" --webui-port 0
    start_process master "${SPARK_COMMAND[@]}"
}

# launch_workers NUMBER CORES MEMORY. Leaves the master's address in SPARK_MASTER, that of its pages in MASTER_PAGES.
launch_workers() {
    local number
    wait_for_process master "$SPARK_SECONDS" master_answers
    SPARK_MASTER="$(master_url)"
    MASTER_PAGES="127.0.0.1:$(master_pages_port)"
    compose_spark_command org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --webui-port 0 --cores "$2" --memory "$3" \
        --work-dir "$STATE/executors" "$SPARK_MASTER"
    for ((number = 1; number <= $1; number++)); do
        start_process "worker-$number" "${SPARK_COMMAND[@]}"
    done
}

# await_workers NUMBER
await_workers() {
    wait_for_process master "$SPARK_SECONDS" workers_alive "$1"
}

master_answers() {
    master_url >/dev/null && master_pages_port >/dev/null
}

master_url() {
    from_log master 'Starting Spark master at (spark://[^ ]+)'
}

master_pages_port() {
    from_log master 'MasterWebUI.*http://[^ ]*:([0-9]+)'
}

workers_alive() {
    http_get "$MASTER_PAGES" /json/ | grep -Eq "\"aliveworkers\" *: *$1\\b"
}
