import { Migration } from '@mikro-orm/migrations';

/** Whether the signature of an answer was verified when it was recorded: null for those that were recorded before that was kept. */
export class Migration20261130100001_signature_verified extends Migration {
  override name = 'Migration20261130100001_signature_verified';

  override up(): void | Promise<void> {
    this.addSql(`alter table "transaction" add column "signature_verified" boolean null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "transaction" drop column "signature_verified";`);
  }
}
