#!/bin/sh
# Starts Temporal with its database password from a file, which its image cannot read by itself.
# Reads POSTGRES_PWD_FILE, the path of that file.
set -eu

POSTGRES_PWD=$(cat "$POSTGRES_PWD_FILE")
export POSTGRES_PWD
exec /etc/temporal/entrypoint.sh
