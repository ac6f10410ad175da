import { Migration } from '@mikro-orm/migrations';

/** Installations that never got a user are pruned. Of those that are there nobody knows whether they had one: they stay. */
export class Migration20261130110003_unconnected_devices extends Migration {
  override name = 'Migration20261130110003_unconnected_devices';

  override up(): void | Promise<void> {
    this.addSql(`alter table "device" add column "unconnected_since" timestamptz null;`);
    this.addSql(`alter table "device" alter column "unconnected_since" set default now();`);
    this.addSql(`create index "device_unconnected_since_index" on "device" ("unconnected_since");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "device" drop column "unconnected_since";`);
  }
}
