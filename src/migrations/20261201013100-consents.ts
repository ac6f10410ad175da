import { Migration } from '@mikro-orm/migrations';

/** What people let clients do and know, with its history and the texts that they read. */
export class Migration20261201013100_consents extends Migration {
  override name = 'Migration20261201013100_consents';

  override up(): void | Promise<void> {
    this.addSql(`create table "consent" ("id" uuid not null, "account_id" varchar(255) not null, "client_id" varchar(64) not null, "scopes" jsonb not null, "refused_claims" jsonb not null, "remember" boolean not null, "text_version" varchar(32) not null, "granted_at" timestamptz not null, "changed_at" timestamptz not null, "last_used_at" timestamptz null, primary key ("id"));`);
    this.addSql(`create index "consent_client_id_index" on "consent" ("client_id");`);
    this.addSql(`alter table "consent" add constraint "consent_account_id_client_id_unique" unique ("account_id", "client_id");`);
    this.addSql(`create table "consent_event" ("id" uuid not null, "account_id" varchar(255) not null, "client_id" varchar(64) not null, "event" text not null, "scopes" jsonb not null, "refused_claims" jsonb not null, "remember" boolean not null, "text_version" varchar(32) not null, "language" varchar(35) null, "at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "consent_event_of_person" on "consent_event" ("account_id", "at");`);
    this.addSql(`alter table "consent_event" add constraint "consent_event_event_check" check ("event" in ('granted', 'changed', 'refused', 'withdrawn', 'revoked_by_operator'));`);
    this.addSql(`create table "consent_text" ("version" varchar(32) not null, "texts" jsonb not null, "created_at" timestamptz not null, primary key ("version"));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "consent_text" cascade;`);
    this.addSql(`drop table if exists "consent_event" cascade;`);
    this.addSql(`drop table if exists "consent" cascade;`);
  }
}
