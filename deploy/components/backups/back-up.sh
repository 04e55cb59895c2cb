#!/bin/sh
# One backup of MongoDB, whole or not there: under another name first, looked through, with its digest, on
# the disk before it gets its name. Only then do older ones go. Of a replica set with its oplog, so that it
# can be put back as of one moment.
#
# BACKUP_FOLDER, BACKUPS_KEPT: where, and how many. MONGODB_ADDRESS, MONGODB_PASSWORD: of the user `backup`.
set -eu
umask 077

fail() {
  printf 'back-up: %s\n' "$*" >&2
  exit 1
}

folder=$BACKUP_FOLDER
kept=$BACKUPS_KEPT
case $kept in '' | 0 | *[!0-9]*) fail 'Expected BACKUPS_KEPT to be a number from 1.' ;; esac
[ -d "$folder" ] || fail "There is no folder $folder."
# In a file: what is on a command line is for everybody to see.
secret=$(mktemp)
part=
trap 'rm -f "$secret" ${part:+"$part" "$part.sha256"}' EXIT
trap 'exit 143' TERM
trap 'exit 130' INT
# Left by one that was killed; two at a time do not run.
rm -f "$folder"/*.part "$folder"/*.part.sha256

export MONGODB_URI="mongodb://backup:$MONGODB_PASSWORD@$MONGODB_ADDRESS/?authSource=admin&serverSelectionTimeoutMS=20000"
set_name=$(mongosh --nodb --quiet --norc --eval 'print(connect(process.env.MONGODB_URI).hello().setName ?? "")') ||
  fail "MongoDB does not answer at $MONGODB_ADDRESS."
kind=
oplog=
if [ -n "$set_name" ]; then
  kind=-oplog
  oplog=--oplog
  MONGODB_URI="$MONGODB_URI&replicaSet=$set_name&readPreference=secondaryPreferred"
fi
printf 'uri: %s\n' "$MONGODB_URI" >"$secret"

name=cstore-$(date -u +%Y-%m-%dT%H%M%SZ)$kind.archive.gz
part=$folder/$name.part
# shellcheck disable=SC2086 # one word or none
mongodump --config="$secret" --gzip --archive="$part" $oplog || fail 'mongodump failed: there is no new backup.'
gzip --test "$part" || fail 'What mongodump wrote is not whole: there is no new backup.'
digest=$(sha256sum <"$part") || fail "Cannot read $part again."
printf '%s  %s\n' "${digest%% *}" "$name" >"$part.sha256" || fail 'The volume is full.'
sync "$part" "$part.sha256"
mv "$part.sha256" "$folder/$name.sha256"
mv "$part" "$folder/$name"
sync "$folder"
printf 'Backed up: %s, %s bytes\n' "$name" "$(wc -c <"$folder/$name")"

# Names sort by time.
count=0
for old in "$folder"/cstore-*.archive.gz; do count=$((count + 1)); done
for old in "$folder"/cstore-*.archive.gz; do
  [ "$count" -gt "$kept" ] || break
  rm -f "$old" "$old.sha256"
  printf 'Removed: %s\n' "${old##*/}"
  count=$((count - 1))
done
