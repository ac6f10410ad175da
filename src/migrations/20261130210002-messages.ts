import { Migration } from '@mikro-orm/migrations';

export class Migration20261130210002_messages extends Migration {
  override name = 'Migration20261130210002_messages';

  override up(): void | Promise<void> {
    this.addSql(`create table "message" ("id" uuid not null, "channel" text not null, "template" varchar(64) not null, "locale" varchar(35) not null, "user_id" varchar(255) null, "content" bytea null, "status" text not null default 'queued', "failure" varchar(64) null, "attempts" int not null default 0, "request_id" varchar(64) null, "created_at" timestamptz not null, "expires_at" timestamptz not null, "ended_at" timestamptz null, primary key ("id"));`);
    this.addSql(`alter table "message" add constraint "message_channel_check" check ("channel" in ('email', 'sms', 'whatsapp'));`);
    this.addSql(`alter table "message" add constraint "message_status_check" check ("status" in ('queued', 'sent', 'failed', 'expired'));`);
    this.addSql(`create index "message_created_at" on "message" ("created_at");`);
    this.addSql(`create index message_queued on message (created_at) where status = 'queued';`);
    this.addSql(`alter table "message_receipt" drop constraint "message_receipt_channel_check";`);
    this.addSql(`alter table "message_receipt" add constraint "message_receipt_channel_check" check ("channel" in ('push', 'email', 'sms', 'whatsapp'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`delete from "message_receipt" where "channel" in ('email', 'whatsapp');`);
    this.addSql(`alter table "message_receipt" drop constraint "message_receipt_channel_check";`);
    this.addSql(`alter table "message_receipt" add constraint "message_receipt_channel_check" check ("channel" in ('push', 'sms'));`);
    this.addSql(`drop table if exists "message" cascade;`);
  }
}
