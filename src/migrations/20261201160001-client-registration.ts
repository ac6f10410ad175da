import { Migration } from '@mikro-orm/migrations';

/** Clients that register themselves, with initial access tokens. */
export class Migration20261201160001_client_registration extends Migration {
  override name = 'Migration20261201160001_client_registration';

  override up(): void {
    this.addSql(`create table "initial_access_token" ("id" uuid not null, "token_hash" bytea not null, "name" varchar(128) not null, "policy" jsonb not null, "most_clients" int not null, "clients" int not null default 0, "owner" varchar(255) not null, "created_at" timestamptz not null, "expires_at" timestamptz not null, "revoked_at" timestamptz null, primary key ("id"));`);
    this.addSql(`alter table "initial_access_token" add constraint "initial_access_token_token_hash_unique" unique ("token_hash");`);
    this.addSql(`alter table "oauth_client" add column "registered_by" uuid null, add column "owner" varchar(255) null;`);
  }

  override down(): void {
    this.addSql(`alter table "oauth_client" drop column "registered_by", drop column "owner";`);
    this.addSql(`drop table "initial_access_token";`);
  }
}
