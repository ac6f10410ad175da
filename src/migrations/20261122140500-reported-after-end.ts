import { Migration } from '@mikro-orm/migrations';

export class Migration20261122140500_reported_after_end extends Migration {
  override name = 'Migration20261122140500_reported_after_end';

  override up(): void | Promise<void> {
    this.addSql(`alter table "transaction" add column "reported_at" timestamptz null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "transaction" drop column "reported_at";`);
  }
}
