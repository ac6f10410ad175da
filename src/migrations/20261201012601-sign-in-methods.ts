import { Migration } from '@mikro-orm/migrations';

export class Migration20261201012601_sign_in_methods extends Migration {
  override name = 'Migration20261201012601_sign_in_methods';

  override up(): void | Promise<void> {
    this.addSql(`create table "sign_in_method" ("id" uuid not null, "person_id" varchar(255) not null, "type" text not null, "status" text not null, "name" varchar(64) null, "secret" bytea null, "lookup_hash" bytea null, "counter" bigint not null, "failures" int not null default 0, "known_device_failures" int not null default 0, "change_failures" int not null default 0, "must_change" boolean not null default false, "due_at" timestamptz null, "revision" int not null default 0, "created_at" timestamptz not null, "last_used_at" timestamptz null, primary key ("id"));`);
    this.addSql(`create index "sign_in_method_person_id_index" on "sign_in_method" ("person_id");`);
    this.addSql(`alter table "sign_in_method" add constraint "sign_in_method_lookup_hash_unique" unique ("lookup_hash");`);
    this.addSql(`create index "sign_in_method_due_at_index" on "sign_in_method" ("due_at");`);
    this.addSql(`create unique index sign_in_method_one_of_its_kind on sign_in_method (person_id, type) where type in ('password', 'recovery_codes');`);
    this.addSql(`alter table "sign_in_method" add constraint "sign_in_method_type_check" check ("type" in ('password', 'authenticator_app', 'passkey', 'recovery_codes', 'email', 'phone'));`);
    this.addSql(`alter table "sign_in_method" add constraint "sign_in_method_status_check" check ("status" in ('pending', 'active', 'removal_pending'));`);
    this.addSql(`alter table "sign_in_method" add constraint "sign_in_method_person_id_foreign" foreign key ("person_id") references "person" ("id") on delete cascade;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "sign_in_method" cascade;`);
  }
}
