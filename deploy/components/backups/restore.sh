#!/bin/sh
# Puts one backup back into MongoDB; nothing is touched unless it is as it was written. No process of the API may
# run meanwhile: deploy/restore sees to that. `cstore.state`, by which processes know their cache and their
# cursors, is made anew, so that nothing that was cached before is read again.
#
# BACKUP: a name in BACKUP_FOLDER, `latest`, or `list`, which only shows their names. REPLAY_OPLOG=yes puts a backup of a replica set back as of one
# moment; then all databases are, users and their passwords too. MONGODB_ADDRESS, MONGODB_PASSWORD: as in back-up.sh.
set -eu
umask 077

fail() {
  printf 'restore: %s\n' "$*" >&2
  exit 1
}

folder=$BACKUP_FOLDER
backup=$BACKUP
if [ "$backup" = list ]; then
  for file in "$folder"/cstore-*.archive.gz; do
    [ -f "$file" ] && printf '%s  %s bytes\n' "${file##*/}" "$(wc -c <"$file")"
  done
  exit 0
fi
if [ "$backup" = latest ]; then
  for file in "$folder"/cstore-*.archive.gz; do backup=${file##*/}; done
fi
case $backup in cstore-*.archive.gz) ;; *) fail "Expected BACKUP to be latest or the name of an archive, got $backup." ;; esac
case $backup in */*) fail 'Expected the name of a file, without its folder.' ;; esac
[ -f "$folder/$backup" ] || fail "There is no backup $backup in $folder."
[ -f "$folder/$backup.sha256" ] || fail "$backup has no digest: it may not be whole. Nothing was changed."
(cd "$folder" && sha256sum --check --status "$backup.sha256") ||
  fail "$backup is damaged: it is not as it was written. Nothing was changed. Take another one."

replay=${REPLAY_OPLOG:-no}
case $replay:$backup in
no:* | yes:*-oplog.archive.gz) ;;
yes:*) fail "$backup is not of a replica set: it has no oplog to replay. Nothing was changed." ;;
*) fail 'Expected REPLAY_OPLOG to be yes or no.' ;;
esac

secret=$(mktemp)
trap 'rm -f "$secret"' EXIT
trap 'exit 143' TERM
trap 'exit 130' INT
export MONGODB_URI="mongodb://backup:$MONGODB_PASSWORD@$MONGODB_ADDRESS/?authSource=admin&serverSelectionTimeoutMS=20000"
set_name=$(mongosh --nodb --quiet --norc --eval 'print(connect(process.env.MONGODB_URI).hello().setName ?? "")') ||
  fail "MongoDB does not answer at $MONGODB_ADDRESS. Nothing was changed."
[ -z "$set_name" ] || MONGODB_URI="$MONGODB_URI&replicaSet=$set_name"
printf 'uri: %s\n' "$MONGODB_URI" >"$secret"

forget_state() {
  mongosh --nodb --quiet --norc --eval 'connect(process.env.MONGODB_URI).getSiblingDB("cstore").getCollection("cstore.state").drop()' >/dev/null
}

forget_state || fail 'The state of the cache cannot be made anew. No document was changed.'
unfinished="$backup is not restored whole: start no process of the API before it is. Do it again, or take another one."
if [ "$replay" = yes ]; then
  mongorestore --config="$secret" --gzip --archive="$folder/$backup" --drop --stopOnError --oplogReplay ||
    fail "$unfinished"
  forget_state || fail "$backup is restored, with the passwords of its day. Drop the collection cstore.state of the database cstore before a process of the API is started."
else
  # Users of MongoDB stay as they are.
  mongorestore --config="$secret" --gzip --archive="$folder/$backup" --drop --stopOnError \
    --nsInclude='cstore.*' --nsExclude='cstore.cstore.state' || fail "$unfinished"
fi
printf 'Restored: %s\n' "$backup"
