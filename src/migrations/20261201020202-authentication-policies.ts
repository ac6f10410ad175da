import { Migration } from '@mikro-orm/migrations';

export class Migration20261201020202_authentication_policies extends Migration {
  override name = 'Migration20261201020202_authentication_policies';

  override up(): void | Promise<void> {
    this.addSql(`create table "authentication_policy" ("id" uuid not null, "name" varchar(128) not null, "kind" text not null, "subject_id" varchar(255) not null, "methods" jsonb not null, "first_factors" jsonb not null, "minimum_level" int not null, "factors" int not null, "max_session_age" int null, "conditions" jsonb not null, "created_at" timestamptz not null, "changed_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "authentication_policy" add constraint "authentication_policy_kind_subject_id_unique" unique ("kind", "subject_id");`);
    this.addSql(`alter table "authentication_policy" add constraint "authentication_policy_kind_check" check ("kind" in ('default', 'client', 'user'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "authentication_policy" cascade;`);
  }
}
