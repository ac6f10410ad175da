import { Migration } from '@mikro-orm/migrations';

export class Migration20261201195001_browser_accounts extends Migration {
  override name = 'Migration20261201195001_browser_accounts';

  override up(): void | Promise<void> {
    this.addSql(`create table "browser_account" ("id" uuid not null, "list_hash" bytea not null, "person_id" varchar(255) not null, "session_id" varchar(64) not null, "is_remembered" boolean not null, "used_at" timestamptz not null, "expires_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "browser_account_person_id_index" on "browser_account" ("person_id");`);
    this.addSql(`create index "browser_account_expires_at_index" on "browser_account" ("expires_at");`);
    this.addSql(`alter table "browser_account" add constraint "browser_account_list_hash_person_id_unique" unique ("list_hash", "person_id");`);
    this.addSql(`alter table "browser_account" add constraint "browser_account_person_id_foreign" foreign key ("person_id") references "person" ("id") on delete cascade;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "browser_account" cascade;`);
  }
}
