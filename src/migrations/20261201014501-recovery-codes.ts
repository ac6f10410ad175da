import { Migration } from '@mikro-orm/migrations';

export class Migration20261201014501_recovery_codes extends Migration {
  override name = 'Migration20261201014501_recovery_codes';

  override up(): void | Promise<void> {
    this.addSql(`alter table "sign_in_method" add column "replaces" uuid null, add column "challenge" bytea null;`);
    this.addSql(`create table "recovery_code" ("code_hash" bytea not null, "method_id" uuid not null, primary key ("code_hash"));`);
    this.addSql(`create index "recovery_code_method_id_index" on "recovery_code" ("method_id");`);
    this.addSql(`alter table "recovery_code" add constraint "recovery_code_method_id_foreign" foreign key ("method_id") references "sign_in_method" ("id") on delete cascade;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "recovery_code" cascade;`);
    this.addSql(`alter table "sign_in_method" drop column "replaces", drop column "challenge";`);
  }
}
