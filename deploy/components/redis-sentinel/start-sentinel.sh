#!/bin/sh
# Starts a sentinel: two of three agree that the master is away and choose another one. It learns about the
# others from the master and writes into its file what it has learned.
#
# SELF: host:port of this sentinel. SERVERS, SENTINELS: of all, with spaces between them.
# APP_PASSWORD: of the API, which may ask who the master is. SENTINEL_PASSWORD: of the sentinels among themselves.
set -eu
umask 077

# shellcheck source=deploy/components/redis-sentinel/named-master.sh
. "${0%/*}/named-master.sh"

master=$(named_master)
cat >"$OWN_FOLDER/sentinel.conf" <<CONF
port ${SELF##*:}
dir $OWN_FOLDER
protected-mode no
sentinel resolve-hostnames yes
sentinel announce-hostnames yes
sentinel announce-ip ${SELF%:*}
sentinel announce-port ${SELF##*:}
user default off
user sentinel on >$SENTINEL_PASSWORD allchannels resetkeys +ping +info +publish +sentinel +client|setname
user cstore on >$APP_PASSWORD resetchannels &+switch-master resetkeys +ping +info +subscribe +sentinel|get-master-addr-by-name +sentinel|sentinels
sentinel sentinel-user sentinel
sentinel sentinel-pass $SENTINEL_PASSWORD
sentinel monitor cstore ${master%:*} ${master##*:} 2
sentinel auth-user cstore sentinel
sentinel auth-pass cstore $SENTINEL_PASSWORD
sentinel down-after-milliseconds cstore 5000
sentinel failover-timeout cstore 15000
sentinel parallel-syncs cstore 1
CONF
printf 'The master is %s\n' "$master"
exec redis-server "$OWN_FOLDER/sentinel.conf" --sentinel
