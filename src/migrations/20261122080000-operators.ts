import { Migration } from '@mikro-orm/migrations';

export class Migration20261122080000_operators extends Migration {
  override name = 'Migration20261122080000_operators';

  override up(): void | Promise<void> {
    this.addSql(`create table "operator" ("id" uuid not null, "username" varchar(64) not null, "display_name" varchar(128) not null, "role" text not null, "password_hash" varchar(255) not null, "disabled" boolean not null default false, "created_at" timestamptz not null default now(), "last_login_at" timestamptz null, primary key ("id"));`);
    this.addSql(`alter table "operator" add constraint "operator_username_unique" unique ("username");`);
    this.addSql(`alter table "operator" add constraint "operator_role_check" check ("role" in ('ADMIN', 'OPERATOR', 'HELPDESK'));`);

    this.addSql(`create table "operator_session" ("id" uuid not null, "operator_id" uuid not null, "token_hash" bytea not null, "created_at" timestamptz not null default now(), "last_used_at" timestamptz not null, "expires_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "operator_session_operator_id_index" on "operator_session" ("operator_id");`);
    this.addSql(`alter table "operator_session" add constraint "operator_session_token_hash_unique" unique ("token_hash");`);
    this.addSql(`create index "operator_session_expires_at_index" on "operator_session" ("expires_at");`);
    this.addSql(`alter table "operator_session" add constraint "operator_session_operator_id_foreign" foreign key ("operator_id") references "operator" ("id") on delete cascade;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "operator_session" cascade;`);
    this.addSql(`drop table if exists "operator" cascade;`);
  }
}
