-- Run once, by the image, when the data volume is empty. Each owner reaches its own databases and no other's.
\set ON_ERROR_STOP on
\set countersign_password `cat /run/secrets/database-password-countersign`
\set running_password `cat /run/secrets/database-password-running`
\set maintenance_password `cat /run/secrets/database-password-maintenance`
\set temporal_password `cat /run/secrets/database-password-temporal`

CREATE ROLE countersign LOGIN PASSWORD :'countersign_password';
-- The API and the workers run as this role, and the jobs that prune events as the next one: docs/operations.md.
CREATE ROLE countersign_running LOGIN PASSWORD :'running_password';
CREATE ROLE countersign_maintenance LOGIN PASSWORD :'maintenance_password';
GRANT countersign_maintenance TO countersign;
CREATE ROLE temporal LOGIN PASSWORD :'temporal_password';

CREATE DATABASE countersign OWNER countersign;
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;

REVOKE CONNECT ON DATABASE countersign, temporal, temporal_visibility FROM PUBLIC;
GRANT CONNECT ON DATABASE countersign TO countersign_running, countersign_maintenance;
