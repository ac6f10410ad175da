import { Migration } from '@mikro-orm/migrations';

export class Migration20261201171501_primary_contacts extends Migration {
  override name = 'Migration20261201171501_primary_contacts';

  override up(): void | Promise<void> {
    this.addSql(`alter table "method_change" drop constraint "method_change_kind_check";`);
    this.addSql(`alter table "method_change" add constraint "method_change_kind_check" check ("kind" in ('added', 'replaced', 'changed', 'removed', 'reported_lost', 'made_primary'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`delete from "method_change" where "kind" = 'made_primary';`);
    this.addSql(`alter table "method_change" drop constraint "method_change_kind_check";`);
    this.addSql(`alter table "method_change" add constraint "method_change_kind_check" check ("kind" in ('added', 'replaced', 'changed', 'removed', 'reported_lost'));`);
  }
}
