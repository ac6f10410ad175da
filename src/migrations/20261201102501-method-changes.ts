import { Migration } from '@mikro-orm/migrations';

export class Migration20261201102501_method_changes extends Migration {
  override name = 'Migration20261201102501_method_changes';

  override up(): void | Promise<void> {
    this.addSql(`create table "method_change" ("id" uuid not null, "person_id" varchar(255) not null, "kind" text not null, "type" text not null, "method_id" uuid not null, "former" bytea null, "token_hash" bytea not null, "new_address_hash" bytea null, "created_at" timestamptz not null, "ends_at" timestamptz not null, "undone_at" timestamptz null, primary key ("id"));`);
    this.addSql(`create index "method_change_person_id_index" on "method_change" ("person_id");`);
    this.addSql(`alter table "method_change" add constraint "method_change_token_hash_unique" unique ("token_hash");`);
    this.addSql(`alter table "method_change" add constraint "method_change_new_address_hash_unique" unique ("new_address_hash");`);
    this.addSql(`create index "method_change_ends_at_index" on "method_change" ("ends_at");`);
    this.addSql(`alter table "method_change" add constraint "method_change_kind_check" check ("kind" in ('added', 'replaced', 'changed', 'removed', 'reported_lost'));`);
    this.addSql(`alter table "method_change" add constraint "method_change_type_check" check ("type" in ('password', 'authenticator_app', 'passkey', 'recovery_codes', 'email', 'phone', 'identity'));`);
    this.addSql(`alter table "method_change" add constraint "method_change_person_id_foreign" foreign key ("person_id") references "person" ("id") on delete cascade;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "method_change" cascade;`);
  }
}
