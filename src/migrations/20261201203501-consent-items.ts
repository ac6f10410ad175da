import { Migration } from '@mikro-orm/migrations';

/** What a client requires people to allow, and why it asks. */
export class Migration20261201203501_consent_items extends Migration {
  override name = 'Migration20261201203501_consent_items';

  override up(): void {
    this.addSql(`alter table "oauth_client" add column "consent_motivation" jsonb null, add column "consent_items" jsonb not null default '[]';`);
    this.addSql(`alter table "oauth_client" alter column "consent_items" drop default;`);
  }

  override down(): void {
    this.addSql(`alter table "oauth_client" drop column "consent_motivation", drop column "consent_items";`);
  }
}
