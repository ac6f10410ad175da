#!/bin/sh
# Prints new secrets for docker-compose.yml, in the form of its `.env` file. Run it once for a deployment: the databases keep
# the passwords they were made with, and what the keyring has encrypted needs that key for ever. It asks for openssl only.
set -eu

password() {
  openssl rand -hex 24
}

cat <<END
DATABASE_PASSWORD_ADMIN=$(password)
DATABASE_PASSWORD_COUNTERSIGN=$(password)
DATABASE_PASSWORD_TEMPORAL=$(password)
COUNTERSIGN_KEYRING='[{"id":"k1","key":"$(openssl rand -base64 32)"}]'
END
