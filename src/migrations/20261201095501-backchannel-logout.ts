import { Migration } from '@mikro-orm/migrations';

/** Back-channel logout: the settings of clients, and the deliveries of logout tokens. */
export class Migration20261201095501_backchannel_logout extends Migration {
  override name = 'Migration20261201095501_backchannel_logout';

  override up(): void | Promise<void> {
    this.addSql(`alter table "oauth_client" add "backchannel_logout_uri" varchar(2048) null, add "backchannel_logout_session_required" boolean not null default false;`);
    this.addSql(`create table "logout_delivery" ("id" uuid not null, "client_id" varchar(64) not null, "user_id" varchar(255) not null, "session_id" varchar(64) not null, "sid" varchar(64) not null, "status" text not null default 'pending', "attempts" int not null default 0, "last_http_status" int null, "last_failure" varchar(255) null, "request_id" varchar(64) null, "created_at" timestamptz not null, "started_at" timestamptz null, "ended_at" timestamptz null, primary key ("id"));`);
    this.addSql(`alter table "logout_delivery" add constraint "logout_delivery_client_sid" unique ("client_id", "sid");`);
    this.addSql(`create index "logout_delivery_created_at" on "logout_delivery" ("created_at");`);
    this.addSql(`create index logout_delivery_pending on logout_delivery (created_at) where status = 'pending';`);
    this.addSql(`alter table "logout_delivery" add constraint "logout_delivery_status_check" check ("status" in ('pending', 'delivered', 'failed'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table "logout_delivery";`);
    this.addSql(`alter table "oauth_client" drop column "backchannel_logout_uri", drop column "backchannel_logout_session_required";`);
  }
}
