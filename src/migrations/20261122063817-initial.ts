import { Migration } from '@mikro-orm/migrations';

export class Migration20261122063817_initial extends Migration {

  override name = 'Migration20261122063817_initial';

  override up(): void | Promise<void> {
    this.addSql(`create table "api_client" ("id" varchar(128) not null, "name" varchar(255) not null, "authentication_method" text not null default 'client_secret_basic', "secret_hash" bytea null, "scopes" text[] not null, "created_at" timestamptz not null default now(), primary key ("id"));`);

    this.addSql(`create table "application" ("id" uuid not null, "identifier" varchar(128) not null, "name" varchar(255) not null, "server_public_key" text not null, "server_private_key" bytea not null, "created_at" timestamptz not null default now(), primary key ("id"));`);
    this.addSql(`alter table "application" add constraint "application_identifier_unique" unique ("identifier");`);

    this.addSql(`create table "callback_delivery" ("id" uuid not null, "transaction_id" uuid not null, "url" varchar(2048) not null, "status" text not null, "attempts" int not null default 0, "last_http_status" int null, "last_failure" varchar(255) null, "created_at" timestamptz not null, "last_attempt_at" timestamptz null, "delivered_at" timestamptz null, primary key ("id"));`);
    this.addSql(`alter table "callback_delivery" add constraint "callback_delivery_transaction_id_unique" unique ("transaction_id");`);

    this.addSql(`create table "callback_endpoint" ("id" uuid not null, "url" varchar(2048) not null, "username" varchar(255) null, "password" bytea null, "signing_secret" bytea null, "created_at" timestamptz not null default now(), primary key ("id"));`);
    this.addSql(`alter table "callback_endpoint" add constraint "callback_endpoint_url_unique" unique ("url");`);

    this.addSql(`create table "enrollment_code" ("id" uuid not null, "code_hash" bytea not null, "user_id" varchar(255) not null, "created_at" timestamptz not null default now(), "expires_at" timestamptz not null, "consumed_at" timestamptz null, primary key ("id"));`);
    this.addSql(`alter table "enrollment_code" add constraint "enrollment_code_code_hash_unique" unique ("code_hash");`);
    this.addSql(`create index "enrollment_code_user_id_index" on "enrollment_code" ("user_id");`);
    this.addSql(`create index "enrollment_code_expires_at_index" on "enrollment_code" ("expires_at");`);

    this.addSql(`create table "event" ("id" uuid not null, "name" varchar(96) not null, "occurred_at" timestamptz not null, "user_id" varchar(255) null, "client_id" varchar(128) null, "subject_id" varchar(64) null, "request_id" varchar(64) null, "detail" varchar(255) null, primary key ("id"));`);
    this.addSql(`create index "event_user" on "event" ("user_id", "id");`);
    this.addSql(`create index "event_subject" on "event" ("subject_id");`);

    this.addSql(`create table "idempotency_key" ("client_id" varchar(128) not null, "key_hash" bytea not null, "request_hash" bytea not null, "subject_id" uuid not null, "created_at" timestamptz not null, primary key ("client_id", "key_hash"));`);
    this.addSql(`create index "idempotency_key_subject_id_index" on "idempotency_key" ("subject_id");`);
    this.addSql(`create index "idempotency_key_created_at_index" on "idempotency_key" ("created_at");`);

    this.addSql(`create table "message_receipt" ("id" varchar(128) not null, "channel" text not null, "status" text not null, "provider_message_id" varchar(255) null, "refusal" varchar(64) null, "created_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "message_receipt_created_at_index" on "message_receipt" ("created_at");`);

    this.addSql(`create table "message_template" ("key" varchar(200) not null, "locale" varchar(16) not null, "body" text not null, primary key ("key", "locale"));`);

    this.addSql(`create table "mobile_authentication_type" ("name" varchar(128) not null, "method" varchar(64) not null, "request_expires_in" int not null, "max_allowed_resends" int not null default 0, "max_allowed_attempts" int not null default 0, "fallback_type" varchar(128) null, "sms_sender_id" varchar(255) null, "created_at" timestamptz not null default now(), primary key ("name"));`);

    this.addSql(`create table "push_configuration" ("id" uuid not null, "name" varchar(255) not null, "platform" text not null, "apns_team_id" varchar(255) null, "apns_key_id" varchar(255) null, "apns_private_key" bytea null, "fcm_service_account" bytea null, "fcm_endpoint" varchar(255) null, "created_at" timestamptz not null default now(), primary key ("id"));`);
    this.addSql(`alter table "push_configuration" add constraint "push_configuration_name_unique" unique ("name");`);

    this.addSql(`create table "application_version" ("id" uuid not null, "application_id" uuid not null, "platform" text not null, "version_name" varchar(64) not null, "status" text not null default 'LOGIN_REGISTRATION', "push_configuration_id" uuid null, "bundle_identifier" varchar(255) null, "use_apns_development_environment" boolean not null default false, "send_badge_number" boolean not null default false, "created_at" timestamptz not null default now(), primary key ("id"));`);
    this.addSql(`alter table "application_version" add constraint "application_version_application_id_platform_version_name_unique" unique ("application_id", "platform", "version_name");`);

    this.addSql(`create table "device" ("id" varchar(64) not null, "client_id" uuid not null, "application_version_id" uuid not null, "name" varchar(128) not null, "model" varchar(128) null, "os_version" varchar(64) null, "public_jwk" jsonb not null, "created_at" timestamptz not null default now(), "last_login_at" timestamptz null, primary key ("id"));`);
    this.addSql(`alter table "device" add constraint "device_client_id_unique" unique ("client_id");`);
    this.addSql(`create index "device_application_version_id_index" on "device" ("application_version_id");`);

    this.addSql(`create table "rate_limit" ("key" varchar(255) not null, "points" int not null default 0, "expire" bigint null, primary key ("key"));`);
    this.addSql(`create index "rate_limit_expire_index" on "rate_limit" ("expire");`);

    this.addSql(`create table "setting" ("name" varchar(128) not null, "value" jsonb not null, primary key ("name"));`);

    this.addSql(`create table "signing_key" ("id" varchar(64) not null, "algorithm" varchar(16) not null, "public_jwk" jsonb not null, "private_jwk" bytea not null, "created_at" timestamptz not null default now(), primary key ("id"));`);

    this.addSql(`create table "transaction" ("id" uuid not null, "api_client_id" varchar(128) not null, "request_id" varchar(64) not null, "type_name" varchar(128) not null, "user_id" varchar(255) null, "registration_id" uuid null, "device_id" varchar(64) null, "device" jsonb null, "method" varchar(64) not null, "policy" jsonb not null, "status" text not null, "reason" text null, "refusal" varchar(255) null, "message" bytea not null, "secure_message" bytea null, "signing_data" bytea null, "phone_number" bytea null, "callback_uri" varchar(2048) null, "challenge" bytea not null, "attempts_used" int not null default 0, "resends_used" int not null default 0, "created_at" timestamptz not null, "expires_at" timestamptz not null, "dispatched_at" timestamptz null, "fetched_at" timestamptz null, "fetch_message_id" uuid null, "answer_message_id" uuid null, "closed_at" timestamptz null, "signature" text null, primary key ("id"));`);
    this.addSql(`create index transaction_open_by_registration on transaction (registration_id, created_at) where status = 'pending';`);
    this.addSql(`create index transaction_pending on transaction (created_at) where status = 'pending';`);
    this.addSql(`create index "transaction_created_at" on "transaction" ("created_at");`);

    this.addSql(`create table "used_proof" ("id" bytea not null, "expires_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "used_proof_expires_at_index" on "used_proof" ("expires_at");`);

    this.addSql(`create table "user_account" ("id" varchar(255) not null, "created_at" timestamptz not null default now(), primary key ("id"));`);

    this.addSql(`create table "registration" ("id" uuid not null, "user_id" varchar(255) not null, "device_id" varchar(64) not null, "created_at" timestamptz not null default now(), primary key ("id"));`);
    this.addSql(`create index "registration_device_id_index" on "registration" ("device_id");`);
    this.addSql(`alter table "registration" add constraint "registration_user_id_device_id_unique" unique ("user_id", "device_id");`);

    this.addSql(`create table "push_enrollment" ("id" uuid not null, "registration_id" uuid not null, "status" text not null, "push_token" bytea not null, "push_token_hash" bytea not null, "created_at" timestamptz not null default now(), "expires_at" timestamptz not null, "enrolled_at" timestamptz null, primary key ("id"));`);
    this.addSql(`create index "push_enrollment_registration_id_index" on "push_enrollment" ("registration_id");`);
    this.addSql(`create index "push_enrollment_push_token_hash_index" on "push_enrollment" ("push_token_hash");`);
    this.addSql(`create unique index push_enrollment_one_enrolled on push_enrollment (registration_id) where status = 'enrolled';`);
    this.addSql(`create unique index push_enrollment_one_pending on push_enrollment (registration_id) where status = 'pending';`);

    this.addSql(`create table "oauth_grant" ("id" varchar(64) not null, "account_id" varchar(255) not null, "client_id" varchar(128) not null, "device_id" varchar(64) null, "registration_id" uuid null, "payload" jsonb not null, "created_at" timestamptz not null default now(), "expires_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "oauth_grant_account_id_index" on "oauth_grant" ("account_id");`);
    this.addSql(`create index "oauth_grant_client_id_index" on "oauth_grant" ("client_id");`);
    this.addSql(`create index "oauth_grant_device_id_index" on "oauth_grant" ("device_id");`);
    this.addSql(`create index "oauth_grant_registration_id_index" on "oauth_grant" ("registration_id");`);
    this.addSql(`create index "oauth_grant_expires_at_index" on "oauth_grant" ("expires_at");`);

    this.addSql(`create table "oauth_artifact" ("id" bytea not null, "model" varchar(40) not null, "grant_id" varchar(64) null, "account_id" varchar(255) null, "client_id" varchar(128) null, "uid" varchar(64) null, "payload" jsonb not null, "created_at" timestamptz not null default now(), "expires_at" timestamptz null, "consumed_at" timestamptz null, primary key ("id"));`);
    this.addSql(`create index "oauth_artifact_grant_id_index" on "oauth_artifact" ("grant_id");`);
    this.addSql(`create index "oauth_artifact_account_id_index" on "oauth_artifact" ("account_id");`);
    this.addSql(`create index "oauth_artifact_client_id_index" on "oauth_artifact" ("client_id");`);
    this.addSql(`create index "oauth_artifact_uid_index" on "oauth_artifact" ("uid");`);
    this.addSql(`create index "oauth_artifact_expires_at_index" on "oauth_artifact" ("expires_at");`);

    this.addSql(`create table "key_enrollment" ("registration_id" uuid not null, "public_key" text not null, "fingerprint" varchar(64) not null, "created_at" timestamptz not null default now(), primary key ("registration_id"));`);

    this.addSql(`alter table "api_client" add constraint "api_client_authentication_method_check" check ("authentication_method" in ('client_secret_basic', 'private_key_jwt'));`);

    this.addSql(`alter table "callback_delivery" add constraint "callback_delivery_status_check" check ("status" in ('pending', 'delivered', 'failed'));`);

    this.addSql(`alter table "message_receipt" add constraint "message_receipt_channel_check" check ("channel" in ('push', 'sms'));`);
    this.addSql(`alter table "message_receipt" add constraint "message_receipt_status_check" check ("status" in ('sending', 'sent', 'refused'));`);

    this.addSql(`alter table "push_configuration" add constraint "push_configuration_platform_check" check ("platform" in ('ios', 'android'));`);

    this.addSql(`alter table "application_version" add constraint "application_version_application_id_foreign" foreign key ("application_id") references "application" ("id");`);
    this.addSql(`alter table "application_version" add constraint "application_version_push_configuration_id_foreign" foreign key ("push_configuration_id") references "push_configuration" ("id") on delete set null;`);
    this.addSql(`alter table "application_version" add constraint "application_version_platform_check" check ("platform" in ('ios', 'android'));`);
    this.addSql(`alter table "application_version" add constraint "application_version_status_check" check ("status" in ('DISABLED', 'LOGIN_ONLY', 'LOGIN_REGISTRATION'));`);

    this.addSql(`alter table "device" add constraint "device_application_version_id_foreign" foreign key ("application_version_id") references "application_version" ("id");`);

    this.addSql(`alter table "transaction" add constraint "transaction_status_check" check ("status" in ('pending', 'authenticated', 'not_authenticated'));`);
    this.addSql(`alter table "transaction" add constraint "transaction_reason_check" check ("reason" in ('failed_to_send', 'invalid_request', 'not_accepted', 'invalid_answer', 'expired', 'cancelled', 'attempts_exceeded', 'reported_by_user'));`);

    this.addSql(`alter table "registration" add constraint "registration_user_id_foreign" foreign key ("user_id") references "user_account" ("id");`);
    this.addSql(`alter table "registration" add constraint "registration_device_id_foreign" foreign key ("device_id") references "device" ("id");`);

    this.addSql(`alter table "push_enrollment" add constraint "push_enrollment_registration_id_foreign" foreign key ("registration_id") references "registration" ("id") on delete cascade;`);
    this.addSql(`alter table "push_enrollment" add constraint "push_enrollment_status_check" check ("status" in ('pending', 'enrolled', 'expired', 'failed', 'dropped'));`);

    this.addSql(`alter table "oauth_grant" add constraint "oauth_grant_device_id_foreign" foreign key ("device_id") references "device" ("id") on delete cascade;`);
    this.addSql(`alter table "oauth_grant" add constraint "oauth_grant_registration_id_foreign" foreign key ("registration_id") references "registration" ("id") on delete cascade;`);

    this.addSql(`alter table "oauth_artifact" add constraint "oauth_artifact_grant_id_foreign" foreign key ("grant_id") references "oauth_grant" ("id") on delete cascade;`);

    this.addSql(`alter table "key_enrollment" add constraint "key_enrollment_registration_id_foreign" foreign key ("registration_id") references "registration" ("id") on update cascade on delete cascade;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "application_version" drop constraint "application_version_application_id_foreign";`);
    this.addSql(`alter table "application_version" drop constraint "application_version_push_configuration_id_foreign";`);
    this.addSql(`alter table "device" drop constraint "device_application_version_id_foreign";`);
    this.addSql(`alter table "registration" drop constraint "registration_device_id_foreign";`);
    this.addSql(`alter table "oauth_grant" drop constraint "oauth_grant_device_id_foreign";`);
    this.addSql(`alter table "registration" drop constraint "registration_user_id_foreign";`);
    this.addSql(`alter table "push_enrollment" drop constraint "push_enrollment_registration_id_foreign";`);
    this.addSql(`alter table "oauth_grant" drop constraint "oauth_grant_registration_id_foreign";`);
    this.addSql(`alter table "key_enrollment" drop constraint "key_enrollment_registration_id_foreign";`);
    this.addSql(`alter table "oauth_artifact" drop constraint "oauth_artifact_grant_id_foreign";`);

    this.addSql(`drop table if exists "api_client" cascade;`);
    this.addSql(`drop table if exists "application" cascade;`);
    this.addSql(`drop table if exists "callback_delivery" cascade;`);
    this.addSql(`drop table if exists "callback_endpoint" cascade;`);
    this.addSql(`drop table if exists "enrollment_code" cascade;`);
    this.addSql(`drop table if exists "event" cascade;`);
    this.addSql(`drop table if exists "idempotency_key" cascade;`);
    this.addSql(`drop table if exists "message_receipt" cascade;`);
    this.addSql(`drop table if exists "message_template" cascade;`);
    this.addSql(`drop table if exists "mobile_authentication_type" cascade;`);
    this.addSql(`drop table if exists "push_configuration" cascade;`);
    this.addSql(`drop table if exists "application_version" cascade;`);
    this.addSql(`drop table if exists "device" cascade;`);
    this.addSql(`drop table if exists "rate_limit" cascade;`);
    this.addSql(`drop table if exists "setting" cascade;`);
    this.addSql(`drop table if exists "signing_key" cascade;`);
    this.addSql(`drop table if exists "transaction" cascade;`);
    this.addSql(`drop table if exists "used_proof" cascade;`);
    this.addSql(`drop table if exists "user_account" cascade;`);
    this.addSql(`drop table if exists "registration" cascade;`);
    this.addSql(`drop table if exists "push_enrollment" cascade;`);
    this.addSql(`drop table if exists "oauth_grant" cascade;`);
    this.addSql(`drop table if exists "oauth_artifact" cascade;`);
    this.addSql(`drop table if exists "key_enrollment" cascade;`);
  }

}
