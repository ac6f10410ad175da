import { Migration } from '@mikro-orm/migrations';

/** How long providers take to answer. */
export class Migration20261201235501_provider_times extends Migration {
  override name = 'Migration20261201235501_provider_times';

  override up(): void | Promise<void> {
    this.addSql(`alter table "message_receipt" add "took_ms" int null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "message_receipt" drop column "took_ms";`);
  }
}
