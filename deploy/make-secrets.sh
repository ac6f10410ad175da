#!/bin/sh
# Makes the secrets of docker-compose.yml, a file each, in the folder `secrets` or the one that is named. What is there already is kept, so it
# may run again after an upgrade: the databases keep the passwords they were made with, and what the keyring has encrypted needs that key for ever.
# A value that an environment variable holds is taken over (DATABASE_PASSWORD_ADMIN and so on, COUNTERSIGN_KEYRING). It asks for openssl only.
#
# Only the folder's owner can enter the folder. The files in it are readable for all, because the accounts inside the containers have other
# numbers: Compose mounts such files as they are.
set -eu

folder=${1:-secrets}
umask 077
mkdir -p "$folder"

keep() {
  [ -e "$folder/$1" ] || printf '%s' "${2:+$2
}" > "$folder/$1"
  chmod 644 "$folder/$1"
}

password() {
  value=${2:-$(openssl rand -hex 24)}
  keep "database-password-$1" "$value"
}

url() {
  keep "database-url-$1" "postgres://$2:$(cat "$folder/database-password-$3")@postgres:5432/countersign"
}

password admin "${DATABASE_PASSWORD_ADMIN:-}"
password countersign "${DATABASE_PASSWORD_COUNTERSIGN:-}"
password running "${DATABASE_PASSWORD_RUNNING:-}"
password maintenance "${DATABASE_PASSWORD_MAINTENANCE:-}"
password temporal "${DATABASE_PASSWORD_TEMPORAL:-}"
url migration countersign countersign
url running countersign_running running
url maintenance countersign_maintenance maintenance
key=$(openssl rand -base64 32)
new_keyring="[{\"id\":\"k1\",\"key\":\"$key\"}]"
keep keyring "${COUNTERSIGN_KEYRING:-$new_keyring}"
# An empty file is a setting that is not set.
keep twilio-auth-token "${COUNTERSIGN_TWILIO_AUTH_TOKEN:-}"
keep provider-proxy-url "${COUNTERSIGN_PROVIDER_PROXY_URL:-}"
keep first-administrator-password "${COUNTERSIGN_FIRST_ADMINISTRATOR_PASSWORD:-}"
keep first-api-client-secret "${COUNTERSIGN_FIRST_API_CLIENT_SECRET:-}"
