import { Migration } from '@mikro-orm/migrations';

export class Migration20261122085900_ended_push_enrollments extends Migration {
  override name = 'Migration20261122085900_ended_push_enrollments';

  override up(): void | Promise<void> {
    this.addSql(`create index push_enrollment_ended on push_enrollment (expires_at) where status in ('expired', 'failed', 'dropped');`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "push_enrollment_ended";`);
  }
}
