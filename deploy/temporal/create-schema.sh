#!/bin/sh
# Brings both databases of Temporal to the schema of this image's version. Safe to run again: it is how Temporal is upgraded.
# Reads SQL_PLUGIN, SQL_HOST, SQL_PORT and SQL_USER, as temporal-sql-tool does, and SQL_PASSWORD_FILE, the path of a file with the password.
set -eu

SQL_PASSWORD=$(cat "$SQL_PASSWORD_FILE")
export SQL_PASSWORD

bring_up_to_date() {
  database=$1
  schema=$2
  echo "Schema of $database"
  temporal-sql-tool --database "$database" setup-schema --version 0.0
  temporal-sql-tool --database "$database" update-schema --schema-dir "/etc/temporal/schema/postgresql/v12/$schema/versioned"
}

bring_up_to_date temporal temporal
bring_up_to_date temporal_visibility visibility
