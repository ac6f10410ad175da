import { Migration } from '@mikro-orm/migrations';

export class Migration20261122075652_push_enrollment_modes extends Migration {
  override name = 'Migration20261122075652_push_enrollment_modes';

  override up(): void | Promise<void> {
    this.addSql(`alter table "push_enrollment" add "user_id" varchar(255) null, add "application_id" uuid null, add "exclusive" boolean not null default false, add "purpose" text not null default 'enrollment', add "failure" text null;`);
    // Those of before may be several of one user: they stay, beside each other.
    this.addSql(`update "push_enrollment" p set "user_id" = r."user_id", "application_id" = v."application_id" from "registration" r, "device" d, "application_version" v where r."id" = p."registration_id" and d."id" = r."device_id" and v."id" = d."application_version_id";`);
    this.addSql(`alter table "push_enrollment" alter column "user_id" set not null, alter column "application_id" set not null, alter column "exclusive" drop default, alter column "purpose" drop default;`);
    this.addSql(`create index push_enrollment_open_of_user on push_enrollment (user_id, application_id) where status in ('pending', 'enrolled');`);
    this.addSql(`create unique index push_enrollment_alone on push_enrollment (user_id, application_id) where status = 'enrolled' and exclusive;`);
    this.addSql(`create unique index push_enrollment_place on push_enrollment (user_id, application_id) where status = 'pending' and exclusive;`);
    this.addSql(`alter table "push_enrollment" add constraint "push_enrollment_purpose_check" check ("purpose" in ('enrollment', 'update'));`);
    this.addSql(`alter table "push_enrollment" add constraint "push_enrollment_failure_check" check ("failure" in ('attempts_exceeded', 'cancelled', 'provider_refused', 'unregistered', 'user_already_enrolled'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "push_enrollment_open_of_user";`);
    this.addSql(`drop index "push_enrollment_alone";`);
    this.addSql(`drop index "push_enrollment_place";`);
    this.addSql(`alter table "push_enrollment" drop constraint "push_enrollment_purpose_check";`);
    this.addSql(`alter table "push_enrollment" drop constraint "push_enrollment_failure_check";`);
    this.addSql(`alter table "push_enrollment" drop column "user_id", drop column "application_id", drop column "exclusive", drop column "purpose", drop column "failure";`);
  }
}
