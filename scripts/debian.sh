#!/bin/sh
# Installs the Debian packages that the tests or the benchmarks use, those that are missing:
#   scripts/debian.sh tests    scripts/debian.sh windows    scripts/debian.sh bench
# Elsewhere, or not as root, it says so and does nothing: what needs a missing part is skipped and says so, too.
set -eu

case ${1-} in
  tests) wanted='openssl socat netcat-openbsd ncat zsh fish gunicorn nginx redis-server nats-server wrk hyperfine chromium' ;;
  windows) wanted='wine wine64' ;;
  bench) wanted='daemonize daemon gcc libc6-dev tini dumb-init parallel make runit s6 supervisor wrk nginx gunicorn hyperfine' ;;
  *)
    echo 'usage: scripts/debian.sh tests|windows|bench' >&2
    exit 2
    ;;
esac

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  echo "debian.sh: no Debian here; to be found elsewhere: $wanted"
  exit 0
fi

# The programs are wanted, not the services that some packages bring: none may start, now or at boot.
policy=/usr/sbin/policy-rc.d # asked before a service is started: invoke-rc.d(8)
without_services() {
  if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    trap 'exit 1' HUP INT TERM
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  "$@" || return
  for service in supervisor nginx redis-server nats-server; do
    case "$missing " in
      *" $service "*) update-rc.d "$service" disable >/dev/null 2>&1 || true ;;
    esac
  done
}

missing=
for package in $wanted; do
  status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing="$missing $package"
done

if [ -z "$missing" ]; then
  echo "debian.sh: all there: $wanted"
elif [ "$(id -u)" != 0 ]; then
  echo "debian.sh: not root; missing:$missing"
else
  echo "debian.sh: installing$missing"
  export DEBIAN_FRONTEND=noninteractive
  # What cannot be installed is not there: the tests that need it say so and are skipped.
  # shellcheck disable=SC2086 # one word a package
  { apt-get update --quiet=2 && without_services apt-get install --quiet=2 --yes --no-install-recommends $missing >/dev/null; } ||
    echo "debian.sh: could not install$missing"
fi
