import { Migration } from '@mikro-orm/migrations';

/** Which key of the keyring encrypts since when, and which are no longer in use. */
export class Migration20261130120001_encryption_keys extends Migration {
  override name = 'Migration20261130120001_encryption_keys';

  override up(): void | Promise<void> {
    this.addSql(`create table "encryption_key" ("id" varchar(32) not null, "current_since" timestamptz null, "unused_since" timestamptz null, "checked_at" timestamptz null, primary key ("id"));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table "encryption_key";`);
  }
}
