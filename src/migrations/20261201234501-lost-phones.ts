import { Migration } from '@mikro-orm/migrations';

/** Phones that their people have lost, and changes of phones that people are told of. */
export class Migration20261201234501_lost_phones extends Migration {
  override name = 'Migration20261201234501_lost_phones';

  override up(): void {
    this.addSql(`alter table "registration" add "removal_due_at" timestamptz null;`);
    this.addSql(`create index "registration_removal_due" on "registration" ("removal_due_at") where "removal_due_at" is not null;`);
    this.addSql(`alter table "method_change" drop constraint if exists "method_change_type_check";`);
    this.addSql(`alter table "method_change" add constraint "method_change_type_check" check ("type" in ('password', 'authenticator_app', 'passkey', 'recovery_codes', 'email', 'phone', 'identity', 'certificate', 'countersign'));`);
  }

  override down(): void {
    this.addSql(`delete from "method_change" where "type" = 'countersign';`);
    this.addSql(`alter table "method_change" drop constraint if exists "method_change_type_check";`);
    this.addSql(`alter table "method_change" add constraint "method_change_type_check" check ("type" in ('password', 'authenticator_app', 'passkey', 'recovery_codes', 'email', 'phone', 'identity', 'certificate'));`);
    this.addSql(`drop index "registration_removal_due";`);
    this.addSql(`alter table "registration" drop column "removal_due_at";`);
  }
}
