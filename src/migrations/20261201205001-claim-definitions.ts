import { Migration } from '@mikro-orm/migrations';

/** What can be known of people beside their profile, and their values of it, encrypted. */
export class Migration20261201205001_claim_definitions extends Migration {
  override name = 'Migration20261201205001_claim_definitions';

  override up(): void {
    this.addSql(`create table "claim_definition" ("id" uuid not null, "claim_type" varchar(255) not null, "friendly_name" jsonb not null, "variable_name" varchar(64) not null, "kind" text not null, "options" jsonb not null, "multiple" boolean not null default false, "pattern" varchar(255) null, "updateable" boolean not null default false, "restrict_by_suborganizations" boolean not null default false, "restrict_elevation" boolean not null default false, "personal_data_category" varchar(64) null, "created_at" timestamptz not null, "changed_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "claim_definition" add constraint "claim_definition_claim_type_unique" unique ("claim_type");`);
    this.addSql(`alter table "claim_definition" add constraint "claim_definition_variable_name_unique" unique ("variable_name");`);
    this.addSql(`alter table "claim_definition" add constraint "claim_definition_kind_check" check ("kind" in ('free', 'discrete'));`);
    this.addSql(`create table "person_claim" ("person_id" varchar(255) not null, "definition_id" uuid not null, "values" bytea not null, primary key ("person_id", "definition_id"));`);
    this.addSql(`create index "person_claim_definition_id_index" on "person_claim" ("definition_id");`);
    this.addSql(`alter table "person_claim" add constraint "person_claim_person_id_foreign" foreign key ("person_id") references "person" ("id") on update cascade on delete cascade;`);
    this.addSql(`alter table "person_claim" add constraint "person_claim_definition_id_foreign" foreign key ("definition_id") references "claim_definition" ("id") on update cascade on delete restrict;`);
  }

  override down(): void {
    this.addSql(`drop table "person_claim";`);
    this.addSql(`drop table "claim_definition";`);
  }
}
