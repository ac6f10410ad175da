import { Migration } from '@mikro-orm/migrations';

/** People with profiles and contacts. The extension is a trusted one: the owner of the database may create it. */
export class Migration20261130211500_persons extends Migration {
  override name = 'Migration20261130211500_persons';

  override up(): void | Promise<void> {
    this.addSql(`create extension if not exists pg_trgm;`);

    this.addSql(`create table "person" ("id" varchar(255) not null, "status" text not null, "status_reason" bytea null, "username" varchar(64) null, "username_key" varchar(64) null, "given_name" varchar(100) null, "family_name" varchar(100) null, "initials" varchar(20) null, "display_name" varchar(100) null, "locale" varchar(35) null, "zone" varchar(64) null, "gender" bytea null, "birth_date" bytea null, "addresses" bytea null, "custom_attributes" bytea null, "reference_id" bytea null, "reference_hash" bytea null, "search_text" text not null, "sort_name" varchar(255) not null, "phone_parts" text[] not null, "revision" int not null default 1, "registered_at" timestamptz not null, "changed_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "person" add constraint "person_username_key_unique" unique ("username_key");`);
    this.addSql(`create index "person_reference_hash_index" on "person" ("reference_hash");`);
    this.addSql(`create index "person_search" on "person" using gin ("search_text" gin_trgm_ops);`);
    this.addSql(`create index "person_phone_parts" on "person" using gin ("phone_parts");`);
    this.addSql(`create index "person_registered" on "person" ("registered_at", "id");`);
    this.addSql(`create index "person_by_name" on "person" ("sort_name", "id");`);
    this.addSql(`create index "person_by_status" on "person" ("status", "registered_at", "id");`);
    this.addSql(`alter table "person" add constraint "person_status_check" check ("status" in ('inactive', 'active', 'disabled', 'restricted', 'deletion_pending'));`);
    this.addSql(`alter table "person" add constraint "person_id_foreign" foreign key ("id") references "user_account" ("id") on update cascade on delete cascade;`);

    this.addSql(`create table "person_email" ("id" uuid not null, "person_id" varchar(255) not null, "address" varchar(254) not null, "address_key" varchar(254) not null, "is_primary" boolean not null, "tag" varchar(64) null, "verified_at" timestamptz null, "verified_by" text null, "created_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "person_email_person_id_index" on "person_email" ("person_id");`);
    this.addSql(`alter table "person_email" add constraint "person_email_address_key_unique" unique ("address_key");`);
    this.addSql(`create unique index person_email_one_primary on person_email (person_id) where is_primary;`);
    this.addSql(`alter table "person_email" add constraint "person_email_verified_by_check" check ("verified_by" in ('api_client'));`);
    this.addSql(`alter table "person_email" add constraint "person_email_person_id_foreign" foreign key ("person_id") references "person" ("id") on delete cascade;`);

    this.addSql(`create table "person_phone" ("id" uuid not null, "person_id" varchar(255) not null, "number" bytea not null, "number_hash" bytea not null, "is_primary" boolean not null, "tag" varchar(64) null, "verified_at" timestamptz null, "verified_by" text null, "created_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "person_phone" add constraint "person_phone_person_id_number_hash_unique" unique ("person_id", "number_hash");`);
    this.addSql(`create index "person_phone_number_hash_index" on "person_phone" ("number_hash");`);
    this.addSql(`create unique index person_phone_one_primary on person_phone (person_id) where is_primary;`);
    this.addSql(`alter table "person_phone" add constraint "person_phone_verified_by_check" check ("verified_by" in ('api_client'));`);
    this.addSql(`alter table "person_phone" add constraint "person_phone_person_id_foreign" foreign key ("person_id") references "person" ("id") on delete cascade;`);

    this.addSql(`create table "former_username" ("username_hash" bytea not null, "person_hash" bytea not null, "held_until" timestamptz not null, primary key ("username_hash"));`);
    this.addSql(`create index "former_username_held_until_index" on "former_username" ("held_until");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "former_username" cascade;`);
    this.addSql(`drop table if exists "person_phone" cascade;`);
    this.addSql(`drop table if exists "person_email" cascade;`);
    this.addSql(`drop table if exists "person" cascade;`);
    this.addSql(`drop extension if exists pg_trgm;`);
  }
}
