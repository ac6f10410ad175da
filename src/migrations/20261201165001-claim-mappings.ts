import { Migration } from '@mikro-orm/migrations';

const names = `{"from":"/given_name","to":"given_name","update":"first"},{"from":"/family_name","to":"family_name","update":"first"}`;
const shown = `{"from":"/name","to":"display_name","update":"first"}`;

export class Migration20261201165001_claim_mappings extends Migration {
  override name = 'Migration20261201165001_claim_mappings';

  override up(): void | Promise<void> {
    this.addSql(`alter table "identity_provider" add "claims" jsonb not null default '[${shown},${names}]', add "acr" jsonb not null default '{}', add "trusts_amr" boolean not null default false, add "trusts_auth_time" boolean not null default false;`);
    this.addSql(`update "identity_provider" set "claims" = '[${shown}]' where "kind" = 'github';`);
    this.addSql(`alter table "identity_provider" alter column "claims" drop default, alter column "acr" drop default, alter column "trusts_amr" drop default, alter column "trusts_auth_time" drop default;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "identity_provider" drop column "claims", drop column "acr", drop column "trusts_amr", drop column "trusts_auth_time";`);
  }
}
