import { Migration } from '@mikro-orm/migrations';

/** Claims by definition that clients get with a scope of OpenID Connect. */
export class Migration20261201210501_scopes_of_claims extends Migration {
  override name = 'Migration20261201210501_scopes_of_claims';

  override up(): void {
    this.addSql(`alter table "claim_definition" add column "scope" text null;`);
    this.addSql(`alter table "claim_definition" add constraint "claim_definition_scope_check" check ("scope" in ('profile', 'email', 'phone', 'address'));`);
  }

  override down(): void {
    this.addSql(`alter table "claim_definition" drop column "scope";`);
  }
}
