import { Migration } from '@mikro-orm/migrations';

export class Migration20261122080000_application_version_fields extends Migration {
  override name = 'Migration20261122080000_application_version_fields';

  override up(): void | Promise<void> {
    this.addSql(`alter table "application_version" add "application_signatures" text[] not null default '{}', add "integrity_check" text not null default 'NONE', add "tampering_protection_enabled" boolean not null default false, add "payload_encryption_enabled" boolean not null default false, add "framework" varchar(32) null;`);
    this.addSql(`alter table "application_version" add constraint "application_version_integrity_check_check" check ("integrity_check" in ('FULL', 'NONE'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "application_version" drop constraint "application_version_integrity_check_check";`);
    this.addSql(`alter table "application_version" drop column "application_signatures", drop column "integrity_check", drop column "tampering_protection_enabled", drop column "payload_encryption_enabled", drop column "framework";`);
  }
}
