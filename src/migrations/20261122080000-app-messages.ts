import { Migration } from '@mikro-orm/migrations';

export class Migration20261122080000_app_messages extends Migration {
  override name = 'Migration20261122080000_app_messages';

  override up(): void | Promise<void> {
    this.addSql(`create table "app_message" ("registration_id" uuid not null, "message_id" uuid not null, "request_hash" bytea not null, "refusal" varchar(64) null, "attempts_left" int null, "expires_at" timestamptz not null, primary key ("registration_id", "message_id"));`);
    this.addSql(`create index "app_message_expires_at_index" on "app_message" ("expires_at");`);
    this.addSql(`alter table "app_message" add constraint "app_message_registration_id_foreign" foreign key ("registration_id") references "registration" ("id") on delete cascade;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "app_message" cascade;`);
  }
}
