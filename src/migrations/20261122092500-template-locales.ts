import { Migration } from '@mikro-orm/migrations';

export class Migration20261122092500_template_locales extends Migration {
  override name = 'Migration20261122092500_template_locales';

  override up(): void | Promise<void> {
    this.addSql(`alter table "message_template" alter column "locale" type varchar(35) using ("locale"::varchar(35));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "message_template" alter column "locale" type varchar(16) using ("locale"::varchar(16));`);
  }
}
