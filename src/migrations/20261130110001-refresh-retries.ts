import { Migration } from '@mikro-orm/migrations';

/** A refresh token whose answer was lost may be used again for a moment. */
export class Migration20261130110001_refresh_retries extends Migration {
  override name = 'Migration20261130110001_refresh_retries';

  override up(): void | Promise<void> {
    this.addSql(`alter table "oauth_artifact" add column "retriable_until" timestamptz null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "oauth_artifact" drop column "retriable_until";`);
  }
}
