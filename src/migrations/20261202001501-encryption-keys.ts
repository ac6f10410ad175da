import { Migration } from '@mikro-orm/migrations';

/** Keys to which clients encrypt their requests. */
export class Migration20261202001501_encryption_keys extends Migration {
  override name = 'Migration20261202001501_encryption_keys';

  override up(): void {
    this.addSql(`alter table "signing_key" drop constraint "signing_key_algorithm_check";`);
    this.addSql(`alter table "signing_key" add constraint "signing_key_algorithm_check" check ("algorithm" in ('ES256', 'RS256', 'EdDSA', 'ECDH-ES'));`);
  }

  override down(): void {
    this.addSql(`delete from "signing_key" where "algorithm" = 'ECDH-ES';`);
    this.addSql(`alter table "signing_key" drop constraint "signing_key_algorithm_check";`);
    this.addSql(`alter table "signing_key" add constraint "signing_key_algorithm_check" check ("algorithm" in ('ES256', 'RS256', 'EdDSA'));`);
  }
}
