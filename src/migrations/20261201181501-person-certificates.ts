import { Migration } from '@mikro-orm/migrations';

const before = `'password', 'authenticator_app', 'passkey', 'recovery_codes', 'email', 'phone', 'identity'`;
const tables = ['sign_in_method', 'method_change'];

/** Certificates with which people sign in. */
export class Migration20261201181501_person_certificates extends Migration {
  override name = 'Migration20261201181501_person_certificates';

  override up(): void | Promise<void> {
    this.addSql(`alter table "sign_in_method" add "expires_at" timestamptz null, add "reminded_days" int null;`);
    this.addSql(`create index sign_in_method_expiring on sign_in_method (expires_at) where expires_at is not null and coalesce(reminded_days, 99) > 1;`);
    for (const table of tables) this.checkTypes(table, `${before}, 'certificate'`);
  }

  override down(): void | Promise<void> {
    for (const table of tables) {
      this.addSql(`delete from "${table}" where "type" = 'certificate';`);
      this.checkTypes(table, before);
    }
    this.addSql(`drop index "sign_in_method_expiring";`);
    this.addSql(`alter table "sign_in_method" drop column "expires_at", drop column "reminded_days";`);
  }

  private checkTypes(table: string, types: string): void {
    this.addSql(`alter table "${table}" drop constraint if exists "${table}_type_check";`);
    this.addSql(`alter table "${table}" add constraint "${table}_type_check" check ("type" in (${types}));`);
  }
}
