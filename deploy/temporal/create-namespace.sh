#!/bin/sh
# Registers the namespace and its search attributes. Safe to run again.
# Reads TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE, as the CLI does, and:
#   NAMESPACE_RETENTION  how long a finished workflow is kept, as 72h
#   SEARCH_ATTRIBUTES    space separated Name:Type
set -eu

# Right after a start the frontend does not answer, and right after its creation the namespace is not known everywhere.
persist() {
  attempt=1
  until "$@"; do
    [ "$attempt" -lt 30 ] || { echo "Gave up after $attempt attempts: $*" >&2; exit 1; }
    attempt=$((attempt + 1))
    sleep 2
  done
}

persist temporal operator cluster health

if temporal operator namespace describe >/dev/null 2>&1; then
  echo "Namespace $TEMPORAL_NAMESPACE is there"
else
  persist temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$NAMESPACE_RETENTION"
fi

for attribute in $SEARCH_ATTRIBUTES; do
  persist temporal operator search-attribute create --name "${attribute%%:*}" --type "${attribute##*:}"
done
