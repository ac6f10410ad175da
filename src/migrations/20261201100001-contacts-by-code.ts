import { Migration } from '@mikro-orm/migrations';

/** Contacts are verified by a code that people type, beside clients that vouch for them. */
export class Migration20261201100001_contacts_by_code extends Migration {
  override name = 'Migration20261201100001_contacts_by_code';

  override up(): void | Promise<void> {
    for (const table of ['person_email', 'person_phone']) {
      this.addSql(`alter table "${table}" drop constraint "${table}_verified_by_check";`);
      this.addSql(
        `alter table "${table}" add constraint "${table}_verified_by_check" check ("verified_by" in ('api_client', 'code'));`,
      );
    }
  }

  override down(): void | Promise<void> {
    for (const table of ['person_email', 'person_phone']) {
      this.addSql(`update "${table}" set "verified_by" = 'api_client' where "verified_by" = 'code';`);
      this.addSql(`alter table "${table}" drop constraint "${table}_verified_by_check";`);
      this.addSql(
        `alter table "${table}" add constraint "${table}_verified_by_check" check ("verified_by" in ('api_client'));`,
      );
    }
  }
}
