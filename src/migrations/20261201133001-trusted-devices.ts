import { Migration } from '@mikro-orm/migrations';

export class Migration20261201133001_trusted_devices extends Migration {
  override name = 'Migration20261201133001_trusted_devices';

  override up(): void | Promise<void> {
    this.addSql(`alter table "authentication_policy" add "trusted_device_days" int not null default 0;`);
    this.addSql(`create table "trusted_device" ("id" uuid not null, "person_id" varchar(255) not null, "token_hash" bytea not null, "user_agent" varchar(255) null, "ip_address" varchar(64) null, "created_at" timestamptz not null, "last_used_at" timestamptz null, "expires_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "trusted_device_person_id_index" on "trusted_device" ("person_id");`);
    this.addSql(`alter table "trusted_device" add constraint "trusted_device_token_hash_unique" unique ("token_hash");`);
    this.addSql(`create index "trusted_device_expires_at_index" on "trusted_device" ("expires_at");`);
    this.addSql(`alter table "trusted_device" add constraint "trusted_device_person_id_foreign" foreign key ("person_id") references "person" ("id") on delete cascade;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "trusted_device" cascade;`);
    this.addSql(`alter table "authentication_policy" drop column "trusted_device_days";`);
  }
}
