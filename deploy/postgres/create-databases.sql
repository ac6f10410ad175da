-- Run once, by the image, when the data volume is empty. Each owner reaches its own databases and no other's.
\set ON_ERROR_STOP on
\getenv countersign_password DATABASE_PASSWORD_COUNTERSIGN
\getenv temporal_password DATABASE_PASSWORD_TEMPORAL

CREATE ROLE countersign LOGIN PASSWORD :'countersign_password';
CREATE ROLE temporal LOGIN PASSWORD :'temporal_password';

CREATE DATABASE countersign OWNER countersign;
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;

REVOKE CONNECT ON DATABASE countersign, temporal, temporal_visibility FROM PUBLIC;
