import { Migration } from '@mikro-orm/migrations';

/** OAuth clients with their secrets, and the resources that their tokens are for. */
export class Migration20261130140002_oauth_clients extends Migration {
  override name = 'Migration20261130140002_oauth_clients';

  override up(): void | Promise<void> {
    this.addSql(`create table "oauth_client" ("id" varchar(64) not null, "name" varchar(128) not null, "type" text not null, "enabled" boolean not null default true, "token_endpoint_auth_method" text not null, "grant_types" jsonb not null, "redirect_uris" jsonb not null, "post_logout_redirect_uris" jsonb not null, "scopes" jsonb not null, "resources" jsonb not null, "jwks" jsonb null, "jwks_uri" varchar(2048) null, "client_uri" varchar(2048) null, "logo_uri" varchar(2048) null, "policy_uri" varchar(2048) null, "tos_uri" varchar(2048) null, "first_party" boolean not null default false, "remember_consent" boolean not null default true, "default_acr_values" jsonb not null, "access_token_lifetime" int null, "refresh_token_lifetime" int null, "id_token_signed_response_alg" text not null default 'ES256', "dpop_bound_access_tokens" boolean not null default false, "require_pushed_authorization_requests" boolean not null default false, "created_at" timestamptz not null, "changed_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create table "oauth_client_secret" ("id" uuid not null, "client_id" varchar(64) not null, "hash" bytea not null, "created_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "oauth_client_secret_client_id_index" on "oauth_client_secret" ("client_id");`);
    this.addSql(`create table "protected_resource" ("id" uuid not null, "identifier" varchar(255) not null, "name" varchar(128) not null, "scopes" jsonb not null, "token_format" text not null default 'opaque', "token_lifetime" int null, "signing_alg" text not null default 'ES256', "binding" text not null default 'none', "required_level" int null, "max_age" int null, "introspection_clients" jsonb not null, "created_at" timestamptz not null, "changed_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "protected_resource" add constraint "protected_resource_identifier_unique" unique ("identifier");`);
    this.addSql(`alter table "oauth_client" add constraint "oauth_client_type_check" check ("type" in ('spa', 'mpa', 'native', 'pwa', 'desktop', 'confidential'));`);
    this.addSql(`alter table "oauth_client" add constraint "oauth_client_token_endpoint_auth_method_check" check ("token_endpoint_auth_method" in ('none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'));`);
    this.addSql(`alter table "oauth_client" add constraint "oauth_client_id_token_signed_response_alg_check" check ("id_token_signed_response_alg" in ('ES256', 'RS256', 'EdDSA'));`);
    this.addSql(`alter table "oauth_client_secret" add constraint "oauth_client_secret_client_id_foreign" foreign key ("client_id") references "oauth_client" ("id") on delete cascade;`);
    this.addSql(`alter table "protected_resource" add constraint "protected_resource_token_format_check" check ("token_format" in ('opaque', 'jwt'));`);
    this.addSql(`alter table "protected_resource" add constraint "protected_resource_signing_alg_check" check ("signing_alg" in ('ES256', 'RS256', 'EdDSA'));`);
    this.addSql(`alter table "protected_resource" add constraint "protected_resource_binding_check" check ("binding" in ('none', 'dpop'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table "oauth_client_secret";`);
    this.addSql(`drop table "oauth_client";`);
    this.addSql(`drop table "protected_resource";`);
  }
}
