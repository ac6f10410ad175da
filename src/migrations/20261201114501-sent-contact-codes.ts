import { Migration } from '@mikro-orm/migrations';

export class Migration20261201114501_sent_contact_codes extends Migration {
  override name = 'Migration20261201114501_sent_contact_codes';

  override up(): void | Promise<void> {
    this.addSql(`create table "sent_contact_code" ("id" uuid not null, "person_id" varchar(255) not null, "country" varchar(4) not null, "is_proven" boolean not null default false, "created_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "sent_contact_code_person_id_index" on "sent_contact_code" ("person_id");`);
    this.addSql(`create index "sent_contact_code_created_at_index" on "sent_contact_code" ("created_at");`);
    this.addSql(`create index "sent_contact_code_country" on "sent_contact_code" ("country", "created_at");`);
    this.addSql(`alter table "sent_contact_code" add constraint "sent_contact_code_person_id_foreign" foreign key ("person_id") references "person" ("id") on delete cascade;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "sent_contact_code" cascade;`);
  }
}
