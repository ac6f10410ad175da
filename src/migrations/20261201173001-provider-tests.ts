import { Migration } from '@mikro-orm/migrations';

export class Migration20261201173001_provider_tests extends Migration {
  override name = 'Migration20261201173001_provider_tests';

  override up(): void | Promise<void> {
    this.addSql(`create table "provider_test" ("id" uuid not null, "provider_id" varchar(32) not null, "operator_id" varchar(255) not null, "state_hash" bytea null, "kept" bytea not null, "result" bytea null, "created_at" timestamptz not null, "expires_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "provider_test_provider_id_index" on "provider_test" ("provider_id");`);
    this.addSql(`create index "provider_test_operator_id_index" on "provider_test" ("operator_id");`);
    this.addSql(`alter table "provider_test" add constraint "provider_test_state_hash_unique" unique ("state_hash");`);
    this.addSql(`create index "provider_test_expires_at_index" on "provider_test" ("expires_at");`);
    this.addSql(`alter table "provider_test" add constraint "provider_test_provider_id_foreign" foreign key ("provider_id") references "identity_provider" ("id") on delete cascade;`);
    this.addSql(`alter table "provider_test" add constraint "provider_test_operator_id_foreign" foreign key ("operator_id") references "person" ("id") on delete cascade;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "provider_test" cascade;`);
  }
}
