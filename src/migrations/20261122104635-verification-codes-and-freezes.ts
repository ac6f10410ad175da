import { Migration } from '@mikro-orm/migrations';

export class Migration20261122104635_verification_codes_and_freezes extends Migration {
  override name = 'Migration20261122104635_verification_codes_and_freezes';

  override up(): void | Promise<void> {
    this.addSql(`alter table "application" add "app_link_url" varchar(2048) null;`);
    this.addSql(`alter table "mobile_authentication_type" add "verification_code_required" boolean not null default false, add "transaction_signing" boolean not null default true;`);
    this.addSql(`alter table "transaction" add "wrong_codes" int not null default 0;`);
    this.addSql(`alter table "user_account" add "push_frozen_until" timestamptz null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "application" drop column "app_link_url";`);
    this.addSql(`alter table "mobile_authentication_type" drop column "verification_code_required", drop column "transaction_signing";`);
    this.addSql(`alter table "transaction" drop column "wrong_codes";`);
    this.addSql(`alter table "user_account" drop column "push_frozen_until";`);
  }
}
