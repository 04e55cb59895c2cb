#!/bin/sh
# Starts one of the servers: a replica of whom the sentinels name as the master. When no sentinel answers, all
# of them are new, and the first server is the master. Its file is its own, because sentinels have it rewritten.
#
# SELF: host:port of this server. SERVERS, SENTINELS: of all, with spaces between them.
# REPLICA_PASSWORD, SENTINEL_PASSWORD: of the users that are added to those in USERS.
set -eu
umask 077

# shellcheck source=deploy/components/redis-sentinel/named-master.sh
. "${0%/*}/named-master.sh"

# Digests stay digests; these two are for the servers among themselves.
{
  cat "$USERS"
  printf 'user replica on >%s resetchannels resetkeys +ping +psync +replconf\n' "$REPLICA_PASSWORD"
  printf 'user sentinel on >%s allchannels resetkeys +ping +info +role +multi +exec +slaveof +replicaof +publish +subscribe +config|rewrite +client|setname +client|kill +script|kill\n' \
    "$SENTINEL_PASSWORD"
} >"$OWN_FOLDER/users.acl"

master=$(named_master)
{
  printf 'include %s\n' "$CONFIGURATION"
  printf 'port %s\naclfile %s/users.acl\n' "${SELF##*:}" "$OWN_FOLDER"
  printf 'replica-announce-ip %s\nreplica-announce-port %s\n' "${SELF%:*}" "${SELF##*:}"
  printf 'masteruser replica\nmasterauth %s\n' "$REPLICA_PASSWORD"
  # Do not wait for more replicas before the first gets its data.
  printf 'repl-diskless-sync-delay 0\n'
  [ "$master" = "$SELF" ] || printf 'replicaof %s %s\n' "${master%:*}" "${master##*:}"
} >"$OWN_FOLDER/redis.conf"
printf 'The master is %s\n' "$master"
exec redis-server "$OWN_FOLDER/redis.conf"
