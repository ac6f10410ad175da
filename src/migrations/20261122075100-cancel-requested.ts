import { Migration } from '@mikro-orm/migrations';

export class Migration20261122075100_cancel_requested extends Migration {
  override name = 'Migration20261122075100_cancel_requested';

  override up(): void | Promise<void> {
    this.addSql(`alter table "transaction" add "cancel_requested_at" timestamptz null;`);
    this.addSql(`create index transaction_cancel_requested on transaction (cancel_requested_at) where status = 'pending' and cancel_requested_at is not null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "transaction_cancel_requested";`);
    this.addSql(`alter table "transaction" drop column "cancel_requested_at";`);
  }
}
