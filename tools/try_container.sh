#!/usr/bin/env bash
# Tries the Containerfile as it stands where no image registry can be reached: debootstrap makes its base image.
# Needs to be root, with buildah, podman and debootstrap (Debian has them). Leaves the images `debian` and `eligibility`.
set -euo pipefail
cd "$(dirname "$0")/.."
base=$(sed -n 's/^FROM \([^ ]*\).*/\1/p' Containerfile | head -n 1)
if ! podman image exists "$base"; then
  root=$(mktemp -d)
  trap 'rm -rf "$root"' EXIT
  release=${base##*:}
  debootstrap --variant=minbase "${release%-slim}" "$root" >"$root.log" 2>&1
  if [ -n "${PIP_CERT:-}" ]; then # the certificates that this machine's pip must know
    cp "$PIP_CERT" "$root/etc/pip-cert.pem"
    printf '[global]\ncert = /etc/pip-cert.pem\n' >"$root/etc/pip.conf"
  fi
  tar -C "$root" -c . | podman import --quiet - "$base"
fi
buildah build --isolation chroot --network host --pull-never --tag eligibility .

# Its user and its command, on its files mounted for reading only: podman itself may not set limits in every machine.
container=$(buildah from --pull-never localhost/eligibility)
files=$(buildah mount "$container")
user=$(podman image inspect --format '{{.User}}' localhost/eligibility)
readarray -t command < <(podman image inspect --format '{{join .Config.Cmd "\n"}}' localhost/eligibility)
unshare --mount sh -c 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && cd / && shift && exec "$@"' \
  sh "$files" chroot --userspec="$user" "$files" "${command[@]}" --port "${PORT:-8765}" &
served=$!
trap 'kill "$served"; buildah rm "$container" >/dev/null' EXIT
asks=(chroot "$files" /opt/eligibility/bin/python -c
  "from urllib.request import urlopen; print(urlopen('http://127.0.0.1:${PORT:-8765}/readyz').read().decode())")
for _ in $(seq 300); do
  ready=$("${asks[@]}" 2>/dev/null) && break
  sleep 1
done
echo "Le conteneur répond, sans droit et sur des fichiers en lecture seule : ${ready:?rien}"
