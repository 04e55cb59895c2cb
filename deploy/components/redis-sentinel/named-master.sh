# shellcheck shell=sh
# Sourced. Prints host:port of whom the sentinels name as the master; the first of the servers if none of them answers,
# since all are new then. SENTINELS, SERVERS: host:port of all, with spaces between them.
named_master() {
  for sentinel in $SENTINELS; do
    [ "$sentinel" != "$SELF" ] || continue
    answer=$(REDISCLI_AUTH=$SENTINEL_PASSWORD timeout 3 redis-cli -e -h "${sentinel%:*}" -p "${sentinel##*:}" \
      --user sentinel --no-auth-warning sentinel get-master-addr-by-name cstore 2>/dev/null) || continue
    [ -n "$answer" ] || continue
    printf '%s\n' "$answer" | paste -s -d : -
    return
  done
  printf '%s\n' "${SERVERS%% *}"
}
