import { Migration } from '@mikro-orm/migrations';

/** Requests without a browser are counted for each hint, too. */
export class Migration20261201150001_backchannel_hints extends Migration {
  override name = 'Migration20261201150001_backchannel_hints';

  override up(): void {
    this.addSql(`alter table "backchannel_request" add column "hint_key" varchar(64) null;`);
  }

  override down(): void {
    this.addSql(`alter table "backchannel_request" drop column "hint_key";`);
  }
}
