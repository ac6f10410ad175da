import { Migration } from '@mikro-orm/migrations';

export class Migration20261122080452_otp_claims extends Migration {
  override name = 'Migration20261122080452_otp_claims';

  override up(): void | Promise<void> {
    this.addSql(`alter table "transaction" add "claim_message_id" uuid null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "transaction" drop column "claim_message_id";`);
  }
}
