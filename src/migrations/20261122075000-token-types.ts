import { Migration } from '@mikro-orm/migrations';

export class Migration20261122075000_token_types extends Migration {
  override name = 'Migration20261122075000_token_types';

  override up(): void | Promise<void> {
    this.addSql(`alter table "oauth_artifact" add "type" text not null default 'DEFAULT';`);
    this.addSql(`alter table "oauth_artifact" add constraint "oauth_artifact_type_check" check ("type" in ('DEFAULT', 'FINGER_PRINT', 'CUSTOM_AUTHENTICATOR', 'IMPLICIT_AUTHENTICATION'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "oauth_artifact" drop constraint "oauth_artifact_type_check";`);
    this.addSql(`alter table "oauth_artifact" drop column "type";`);
  }
}
