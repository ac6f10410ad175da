import { Migration } from '@mikro-orm/migrations';

export class Migration20261122105834_callbacks_owed extends Migration {
  override name = 'Migration20261122105834_callbacks_owed';

  override up(): void {
    this.addSql(`create index callback_delivery_owed on callback_delivery (created_at) where status = 'pending';`);
  }

  override down(): void {
    this.addSql(`drop index callback_delivery_owed;`);
  }
}
