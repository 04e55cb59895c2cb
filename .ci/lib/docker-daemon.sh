# Sourced by scripts that run containers. `need_daemon` leaves a Docker daemon that answers: the one of
# this machine, or where there is none, one for this run alone (root only), which ends with it. Its
# files live in one temporary directory, `$own`, and the firewall is left as it is. Docker itself comes
# from Debian.

me=$(basename "$0")
own=$(mktemp -d "${TMPDIR:-/tmp}/cstore-docker-XXXXXX")
daemon=

say() {
  printf '%s: %s\n' "$me" "$*" >&2
}

cannot() {
  say "$*"
  say 'Nothing ran in containers.'
  [ "${CSTORE_REQUIRE_SERVICES:-}" = 1 ] && exit 1
  exit 75
}

clean_up() {
  trap '' INT TERM
  if [ -n "$daemon" ]; then
    kill "$daemon" 2>/dev/null || true
    wait "$daemon" || true
    [ "$had_bridge" = yes ] || ip link delete docker0 2>/dev/null || true
  fi
  # Lazily: a container that is still ending holds it.
  umount -l "$own/data/overlay2" 2>/dev/null || true
  rm -rf --one-file-system "$own"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Debian starts the service of what it installs; this run needs only the programs.
apt_install() {
  policy=/usr/sbin/policy-rc.d
  ours=
  [ -e "$policy" ] || { ours=yes && printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy"; }
  installed=0
  DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@" >&2 || installed=$?
  [ -z "$ours" ] || rm -f "$policy"
  return "$installed"
}

install_docker() {
  command -v docker >/dev/null && command -v dockerd >/dev/null && return
  command -v apt-get >/dev/null || cannot 'Docker is not installed, and there is no apt-get to do it.'
  say 'installing Docker from Debian'
  apt-get update -q >&2 || cannot 'apt-get could not fetch the lists of packages.'
  apt_install docker.io || cannot 'apt-get could not install docker.io.'
  # Newer suites have the command in a package of its own.
  command -v docker >/dev/null || apt_install docker-cli || cannot 'apt-get could not install docker-cli.'
}

start_daemon() {
  [ "$(id -u)" = 0 ] || cannot 'No Docker daemon answers, and only root can start one.'
  install_docker
  had_bridge=no
  [ ! -e /sys/class/net/docker0 ] || had_bridge=yes
  DOCKER_HOST=unix://$own/docker.sock
  export DOCKER_HOST
  # The proxy program publishes ports on the loopback interface: no rules, no forwarding.
  dockerd --data-root "$own/data" --exec-root "$own/exec" --pidfile "$own/pid" -H "$DOCKER_HOST" \
    --iptables=false --ip-forward=false --ip-masq=false "$@" >"$own/dockerd.log" 2>&1 &
  daemon=$!
  tries=0
  until timeout 10 docker info >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ "$tries" -gt 150 ] || ! kill -0 "$daemon" 2>/dev/null; then
      tail -n 20 "$own/dockerd.log" >&2
      cannot 'dockerd could not be started here; the end of its log is above.'
    fi
    sleep 0.2
  done
  say 'started a Docker daemon for this run'
}

# File systems of images in memory, where there is plenty: for a daemon that builds, and is to be gone
# quickly. Volumes stay on the disk, or what is written there would count as memory of containers.
layers_in_memory() {
  [ "$(id -u)" = 0 ] || return 0
  [ "$(awk '/MemAvailable/ { print int($2 / 1048576) }' /proc/meminfo)" -ge 12 ] || return 0
  mkdir -p "$own/data/overlay2"
  mount -t tmpfs -o size=6g,mode=0710 cstore-layers "$own/data/overlay2" || true
}

# Arguments are for a daemon that is started.
need_daemon() {
  timeout 10 docker info >/dev/null 2>&1 || start_daemon "$@"
}
