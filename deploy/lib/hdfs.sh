# shellcheck shell=bash
# One namenode and two datanodes of HDFS, each a process. Sourced, not run. Needs layout.sh, java.sh, process.sh.

DATANODES=2
HDFS_SECONDS=90

# launch_namenode PORT: 0 takes a free one.
launch_namenode() {
    compose_hdfs_java
    format_once
    start_process namenode "${HDFS_JAVA[@]}" "-Dlockstep.hdfs.url=hdfs://127.0.0.1:$1" org.apache.hadoop.hdfs.server.namenode.NameNode
}

# Leaves the address of HDFS in HDFS_URL, that of the namenode's pages in NAMENODE_PAGES.
launch_datanodes() {
    local number
    wait_for_process namenode "$HDFS_SECONDS" namenode_answers
    HDFS_URL="hdfs://127.0.0.1:$(namenode_port)"
    NAMENODE_PAGES="127.0.0.1:$(namenode_pages_port)"
    for ((number = 1; number <= DATANODES; number++)); do
        start_process "datanode-$number" "${HDFS_JAVA[@]}" "-Dlockstep.hdfs.url=$HDFS_URL" \
            "-Dlockstep.hdfs.datanode=datanode-$number" org.apache.hadoop.hdfs.server.datanode.DataNode
    done
}

await_hdfs() {
    wait_for_process namenode "$HDFS_SECONDS" hdfs_ready
}

# Leaves in HDFS_JAVA the command that runs an HDFS server's main class, without the class.
compose_hdfs_java() {
    compgen -G "$BUILT_HADOOP/*.jar" >/dev/null || fail "$BUILT_HADOOP holds no Hadoop; run deploy/build"
    # Hadoop's client and the logging are Spark's. The folder itself holds the unpacked web pages.
    HDFS_JAVA=("$(java_command)" -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1
        -cp "$DEPLOY/conf/hdfs:$DEPLOY/conf/daemons:$BUILT_HADOOP:$BUILT_HADOOP/*:$BUILT_SPARK/jars/*" "-Dlockstep.hdfs.dir=$STATE/hdfs")
}

format_once() {
    [[ ! -d "$STATE/hdfs/name/current" ]] || return 0
    mkdir -p "$STATE/hdfs" "$STATE/logs"
    "${HDFS_JAVA[@]}" -Dlockstep.hdfs.url=hdfs://127.0.0.1:0 org.apache.hadoop.hdfs.server.namenode.NameNode \
        -format -force -nonInteractive >"$STATE/logs/format.log" 2>&1 || fail "HDFS cannot be formatted; see $STATE/logs/format.log"
}

namenode_answers() {
    namenode_port >/dev/null && namenode_pages_port >/dev/null
}

namenode_port() {
    from_log namenode 'NameNode RPC up at: .*127\.0\.0\.1:([0-9]+)'
}

namenode_pages_port() {
    from_log namenode 'Jetty bound to port ([0-9]+)'
}

# Out of safe mode, and every datanode has reported.
hdfs_ready() {
    local state
    state="$(http_get "$NAMENODE_PAGES" '/jmx?qry=Hadoop:service=NameNode,name=FSNamesystemState')" || return 1
    grep -Eq '"FSState" *: *"Operational"' <<<"$state" && grep -Eq "\"NumLiveDataNodes\" *: *$DATANODES\\b" <<<"$state"
}
