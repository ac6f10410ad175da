import { Migration } from '@mikro-orm/migrations';

export class Migration20261130130001_published_contract extends Migration {
  override name = 'Migration20261130130001_published_contract';

  override up(): void | Promise<void> {
    this.addSql(`alter table "application" add column "scopes" text[] not null default '{app}';`);
    this.addSql(`alter table "application_version" alter column "integrity_check" set default 'FULL';`);
    this.addSql(`alter table "device" alter column "client_id" type varchar(64) using ("client_id"::varchar(64));`);
  }

  override down(): void | Promise<void> {
    // The ids of clients stay texts: those that are no UUIDs could not become any.
    this.addSql(`alter table "application_version" alter column "integrity_check" set default 'NONE';`);
    this.addSql(`alter table "application" drop column "scopes";`);
  }
}
