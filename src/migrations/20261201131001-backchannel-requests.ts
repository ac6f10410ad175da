import { Migration } from '@mikro-orm/migrations';

/** Sign-in without a browser (CIBA): the settings of clients, and the requests. */
export class Migration20261201131001_backchannel_requests extends Migration {
  override name = 'Migration20261201131001_backchannel_requests';

  override up(): void | Promise<void> {
    this.addSql(`alter table "oauth_client" add "backchannel_token_delivery_mode" text not null default 'poll', add "backchannel_client_notification_endpoint" varchar(2048) null;`);
    this.addSql(`alter table "oauth_client" add constraint "oauth_client_backchannel_token_delivery_mode_check" check ("backchannel_token_delivery_mode" in ('poll', 'ping'));`);
    this.addSql(`create table "backchannel_request" ("id" uuid not null, "artifact_id" bytea not null, "client_id" varchar(64) not null, "user_id" varchar(255) null, "status" text not null default 'pending', "binding_message" bytea null, "locale" varchar(64) null, "scopes" jsonb not null, "resources" jsonb not null, "required" jsonb not null, "refuse_at" timestamptz null, "notification" bytea null, "ping_status" text not null default 'none', "ping_attempts" int not null default 0, "last_http_status" int null, "last_failure" varchar(255) null, "request_id" varchar(64) null, "created_at" timestamptz not null, "expires_at" timestamptz not null, "started_at" timestamptz null, "ended_at" timestamptz null, "ping_started_at" timestamptz null, primary key ("id"));`);
    this.addSql(`alter table "backchannel_request" add constraint "backchannel_request_artifact_id_unique" unique ("artifact_id");`);
    this.addSql(`create index "backchannel_request_user_id_index" on "backchannel_request" ("user_id");`);
    this.addSql(`create index "backchannel_request_created_at" on "backchannel_request" ("created_at");`);
    this.addSql(`create index backchannel_request_pending on backchannel_request (created_at) where status = 'pending';`);
    this.addSql(`create index backchannel_request_pinged on backchannel_request (created_at) where ping_status = 'pending';`);
    this.addSql(`alter table "backchannel_request" add constraint "backchannel_request_status_check" check ("status" in ('pending', 'approved', 'refused', 'expired'));`);
    this.addSql(`alter table "backchannel_request" add constraint "backchannel_request_ping_status_check" check ("ping_status" in ('none', 'pending', 'delivered', 'failed'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table "backchannel_request";`);
    this.addSql(`alter table "oauth_client" drop column "backchannel_token_delivery_mode", drop column "backchannel_client_notification_endpoint";`);
  }
}
