import { Migration } from '@mikro-orm/migrations';

export class Migration20261201113001_identity_addresses extends Migration {
  override name = 'Migration20261201113001_identity_addresses';

  override up(): void | Promise<void> {
    this.addSql(`alter table "external_identity" add "provider_address" text null;`);
    this.addSql(`update "external_identity" e set "provider_address" = trim(p."issuer" || ' ' || coalesce(p."api_url", '')) from "identity_provider" p where p."id" = e."provider_id";`);
    this.addSql(`alter table "external_identity" alter column "provider_address" set not null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "external_identity" drop column "provider_address";`);
  }
}
