import { Migration } from '@mikro-orm/migrations';

export class Migration20261201204501_authorization_details extends Migration {
  override name = 'Migration20261201204501_authorization_details';

  override up(): void | Promise<void> {
    this.addSql(`alter table "protected_resource" add "authorization_details_types" jsonb not null default '[]';`);
    this.addSql(`alter table "protected_resource" alter column "authorization_details_types" drop default;`);
    this.addSql(`alter table "backchannel_request" add "authorization_details" bytea null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "backchannel_request" drop column "authorization_details";`);
    this.addSql(`alter table "protected_resource" drop column "authorization_details_types";`);
  }
}
