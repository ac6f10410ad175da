import { Migration } from '@mikro-orm/migrations';

export class Migration20261201131501_session_management extends Migration {
  override name = 'Migration20261201131501_session_management';

  override up(): void | Promise<void> {
    this.addSql(`alter table "external_identity" add "subject" bytea null;`);
    this.addSql(`alter table "oauth_client" add "session_management" boolean not null default false;`);
    this.addSql(
      `create table "session_management_token" ("id" bytea not null, "session_id" varchar(64) not null, "user_id" varchar(255) not null, "client_id" varchar(64) not null, "created_at" timestamptz not null, "expires_at" timestamptz not null, primary key ("id"));`,
    );
    this.addSql(`create index "session_management_token_user_id_index" on "session_management_token" ("user_id");`);
    this.addSql(`create index "session_management_token_client_id_index" on "session_management_token" ("client_id");`);
    this.addSql(`create index "session_management_token_expires_at_index" on "session_management_token" ("expires_at");`);
    this.addSql(
      `alter table "session_management_token" add constraint "session_management_token_user_id_foreign" foreign key ("user_id") references "user_account" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "session_management_token" add constraint "session_management_token_client_id_foreign" foreign key ("client_id") references "oauth_client" ("id") on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table "session_management_token";`);
    this.addSql(`alter table "oauth_client" drop column "session_management";`);
    this.addSql(`alter table "external_identity" drop column "subject";`);
  }
}
