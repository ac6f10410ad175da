import { Migration } from '@mikro-orm/migrations';

/** Codes that people set for sign-ins without a browser, and the clients that ask for them. */
export class Migration20261201211501_user_codes extends Migration {
  override name = 'Migration20261201211501_user_codes';

  override up(): void | Promise<void> {
    this.addSql(`create table "user_code" ("person_id" varchar(255) not null, "hash" bytea not null, "changed_at" timestamptz not null, primary key ("person_id"));`);
    this.addSql(`alter table "user_code" add constraint "user_code_person_id_foreign" foreign key ("person_id") references "person" ("id") on update cascade on delete cascade;`);
    this.addSql(`alter table "oauth_client" add "backchannel_user_code_parameter" boolean not null default false;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "oauth_client" drop column "backchannel_user_code_parameter";`);
    this.addSql(`drop table if exists "user_code" cascade;`);
  }
}
