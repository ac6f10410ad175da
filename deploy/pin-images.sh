#!/bin/sh
# See --help.
set -eu

usage() {
  cat <<'END'
Pins the images of docker-compose.yml to their digests, so that the same bytes run everywhere and a tag that is moved changes nothing.

  sh deploy/pin-images.sh           ask the registry for the digest of each tag and write it behind the tag: name:1.2.3@sha256:...
  sh deploy/pin-images.sh --check   change nothing; fail when an image has no digest
  sh deploy/pin-images.sh --help    this text

Run it again after a change of a version. It needs docker with buildx and reaches the registries; when one of them does not answer,
nothing is written. The image that is built here has no digest: what it is made of is pinned by package-lock.json.
Another file than docker-compose.yml is named by COMPOSE_FILE.
END
}

file=${COMPOSE_FILE:-docker-compose.yml}

# Every image with a tag of its own; the one that is built here has a variable in its name.
images() {
  sed -n 's/^ *image: *\(&[^ ]* *\)\{0,1\}\([^ $&*][^ $]*\)$/\2/p' "$file" | sort -u
}

digest_of() {
  docker buildx imagetools inspect "$1" | sed -n 's/^Digest: *\(sha256:[0-9a-f]\{64\}\)$/\1/p' | head -n 1
}

check() {
  missing=$(images | grep -v '@sha256:[0-9a-f]\{64\}$' || true)
  [ -z "$missing" ] || { printf 'Without a digest: %s\n' $missing >&2; exit 1; }
}

pin() {
  pinned=$(mktemp)
  trap 'rm -f "$pinned"' EXIT
  cp "$file" "$pinned"
  for image in $(images); do
    tagged=${image%@*}
    digest=$(digest_of "$tagged")
    [ -n "$digest" ] || { echo "No digest of $tagged: nothing was written" >&2; exit 1; }
    sed "s|\( \)$image\$|\1$tagged@$digest|" "$pinned" > "$pinned.next"
    mv "$pinned.next" "$pinned"
    echo "$tagged $digest"
  done
  cat "$pinned" > "$file"
}

case ${1:-} in
  '') pin ;;
  --check) check ;;
  --help) usage ;;
  *) usage >&2; exit 2 ;;
esac
