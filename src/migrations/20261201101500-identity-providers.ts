import { Migration } from '@mikro-orm/migrations';

const types = `'password', 'authenticator_app', 'passkey', 'recovery_codes', 'email', 'phone'`;
const typeCheck = `alter table "sign_in_method" add constraint "sign_in_method_type_check" check ("type" in `;

export class Migration20261201101500_identity_providers extends Migration {
  override name = 'Migration20261201101500_identity_providers';

  override up(): void | Promise<void> {
    this.addSql(`create table "identity_provider" ("id" varchar(32) not null, "name" varchar(128) not null, "kind" text not null, "enabled" boolean not null, "position" int not null, "issuer" varchar(2048) not null, "api_url" varchar(2048) null, "client_id" varchar(255) not null, "authentication" text not null, "client_secret" bytea null, "team_id" varchar(32) null, "key_id" varchar(32) null, "private_key" bytea null, "scopes" jsonb not null, "on_unknown_account" text not null, "created_at" timestamptz not null, "changed_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "identity_provider" add constraint "identity_provider_kind_check" check ("kind" in ('oidc', 'google', 'apple', 'slack', 'github'));`);
    this.addSql(`alter table "identity_provider" add constraint "identity_provider_authentication_check" check ("authentication" in ('client_secret_basic', 'client_secret_post', 'signed_secret'));`);
    this.addSql(`alter table "identity_provider" add constraint "identity_provider_on_unknown_account_check" check ("on_unknown_account" in ('create', 'refuse'));`);
    this.addSql(`create table "external_identity" ("method_id" uuid not null, "provider_id" varchar(32) not null, "subject_hash" bytea not null, primary key ("method_id"));`);
    this.addSql(`alter table "external_identity" add constraint "external_identity_provider_id_subject_hash_unique" unique ("provider_id", "subject_hash");`);
    this.addSql(`alter table "external_identity" add constraint "external_identity_method_id_foreign" foreign key ("method_id") references "sign_in_method" ("id") on update cascade on delete cascade;`);
    this.addSql(`alter table "external_identity" add constraint "external_identity_provider_id_foreign" foreign key ("provider_id") references "identity_provider" ("id");`);
    this.addSql(`alter table "sign_in_method" drop constraint if exists "sign_in_method_type_check";`);
    this.addSql(`${typeCheck} (${types}, 'identity'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "external_identity" cascade;`);
    this.addSql(`drop table if exists "identity_provider" cascade;`);
    this.addSql(`delete from "sign_in_method" where "type" = 'identity';`);
    this.addSql(`alter table "sign_in_method" drop constraint if exists "sign_in_method_type_check";`);
    this.addSql(`${typeCheck} (${types}));`);
  }
}
