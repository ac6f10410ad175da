import { Migration } from '@mikro-orm/migrations';

/** When a user was last there is told by the registration; nothing read what was written here. */
export class Migration20261122113000_device_without_last_login extends Migration {
  override name = 'Migration20261122113000_device_without_last_login';

  override up(): void {
    this.addSql(`alter table "device" drop column "last_login_at";`);
  }

  override down(): void {
    this.addSql(`alter table "device" add "last_login_at" timestamptz null;`);
  }
}
