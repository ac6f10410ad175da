import { Migration } from '@mikro-orm/migrations';
import { readKey } from 'openpgp';

export class Migration20261122075053_server_keys extends Migration {
  override name = 'Migration20261122075053_server_keys';

  override async up(): Promise<void> {
    this.addSql(`create table "former_server_key" ("fingerprint" varchar(64) not null, "application_id" uuid not null, "public_key" text not null, "private_key" bytea not null, "accepted_until" timestamptz not null, "created_at" timestamptz not null default now(), primary key ("fingerprint"));`);
    this.addSql(`create index "former_server_key_application_id_index" on "former_server_key" ("application_id");`);
    this.addSql(`create index "former_server_key_accepted_until_index" on "former_server_key" ("accepted_until");`);
    this.addSql(`alter table "former_server_key" add constraint "former_server_key_application_id_foreign" foreign key ("application_id") references "application" ("id") on delete cascade;`);

    this.addSql(`alter table "application" add "server_key_fingerprint" varchar(64) null;`);
    // PostgreSQL cannot read OpenPGP keys.
    const applications = (await this.execute(`select "id", "server_public_key" from "application"`)) as { id: string; server_public_key: string }[];
    for (const { id, server_public_key: armoredKey } of applications) {
      const fingerprint = (await readKey({ armoredKey, config: { v6Keys: true } })).getFingerprint();
      this.addSql(`update "application" set "server_key_fingerprint" = '${fingerprint}' where "id" = '${id}';`);
    }
    this.addSql(`alter table "application" alter column "server_key_fingerprint" set not null;`);

    // Every enrolment there is was given the application's key.
    this.addSql(`alter table "key_enrollment" add "server_key_fingerprint" varchar(64) null, add "server_public_key" text null, add "server_private_key" bytea null;`);
    this.addSql(`update "key_enrollment" k set "server_key_fingerprint" = a."server_key_fingerprint" from "registration" r, "device" d, "application_version" v, "application" a where r."id" = k."registration_id" and d."id" = r."device_id" and v."id" = d."application_version_id" and a."id" = v."application_id";`);
    this.addSql(`alter table "key_enrollment" alter column "server_key_fingerprint" set not null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "former_server_key" cascade;`);

    this.addSql(`alter table "application" drop column "server_key_fingerprint";`);

    this.addSql(`alter table "key_enrollment" drop column "server_key_fingerprint", drop column "server_public_key", drop column "server_private_key";`);
  }
}
