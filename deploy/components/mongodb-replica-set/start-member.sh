#!/bin/sh
# Starts one member of the replica set. The first makes the users, as without a set, and the set once the others
# answer. Those begin empty: what they hold comes from the first.
#
#   start-member.sh mongod --replSet=… …
#
# POD_NAME: of this member. KEY, KEY_FILE: what members know each other by, and where it is put. MEMBERS: host:port of
# all, with spaces between them. ROOT_PASSWORD: of MongoDB's user root.
set -eu
umask 077

# Nobody but its owner may read it, which no volume with a group can promise.
rm -f "$KEY_FILE"
printf '%s\n' "$KEY" >"$KEY_FILE"
chmod 400 "$KEY_FILE"

case $POD_NAME in *-0) ;; *) exec "$@" ;; esac

# In the background, tried until it is there. While users are made, MongoDB runs without a set, and refuses.
initiate='
  const members = process.env.MEMBERS.split(" ").map((host, _id) => ({ _id, host }))
  const admin = connect(`mongodb://root:${process.env.ROOT_PASSWORD}@127.0.0.1:27017/admin?directConnection=true`)
  const isThere = admin.hello().setName !== undefined
  if (!isThere && !admin.runCommand({ replSetInitiate: { _id: "cstore", members } }).ok) quit(1)
'
(
  until mongosh --nodb --quiet --norc --eval "$initiate" >/dev/null 2>&1; do sleep 5; done
  printf 'The replica set is there\n'
) &

export MONGO_INITDB_ROOT_USERNAME=root MONGO_INITDB_ROOT_PASSWORD="$ROOT_PASSWORD"
exec docker-entrypoint.sh "$@"
