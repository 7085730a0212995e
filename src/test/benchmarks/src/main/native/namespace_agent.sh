#!/bin/sh
# What mpirun starts its daemons with on emulated hosts, as it would with ssh: namespace_agent.sh PREFIX [-x ...] HOST COMMAND.
# Host 10.77.0.K is the network namespace PREFIX(K-1); a name of its own, since mpirun takes hosts of one name for one.
prefix="$1"
shift
while [ "${1#-}" != "$1" ]; do shift; done
name="$prefix$((${1##*.} - 1))"
shift
exec ip netns exec "$name" unshare --uts sh -c "hostname $name && exec $*"
