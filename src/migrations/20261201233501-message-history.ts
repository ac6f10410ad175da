import { Migration } from '@mikro-orm/migrations';

/** What operators see of the messages that were sent. */
export class Migration20261201233501_message_history extends Migration {
  override name = 'Migration20261201233501_message_history';

  override up(): void | Promise<void> {
    this.addSql(`alter table "message" add "destination" bytea null, add "delivery_status" text null, add "delivery_error" varchar(64) null, add "delivery_reported_at" timestamptz null;`);
    this.addSql(`alter table "message" add constraint "message_delivery_status_check" check ("delivery_status" in ('queued', 'sent', 'delivered', 'undelivered', 'failed'));`);
    this.addSql(`drop index "message_created_at";`);
    this.addSql(`create index "message_created_at" on "message" ("created_at", "id");`);
    this.addSql(`create index "message_by_user" on "message" ("user_id", "created_at", "id");`);
    this.addSql(`create index "message_by_channel" on "message" ("channel", "created_at", "id");`);
    this.addSql(`create index "message_by_template" on "message" ("template", "created_at", "id");`);
    this.addSql(`create index message_by_state on message ((case when failure = 'withheld' then 'suppressed' when delivery_status in ('delivered', 'undelivered', 'failed') then delivery_status else status end), created_at, id);`);
  }

  override down(): void | Promise<void> {
    for (const name of ['message_by_state', 'message_by_template', 'message_by_channel', 'message_by_user', 'message_created_at'])
      this.addSql(`drop index "${name}";`);
    this.addSql(`create index "message_created_at" on "message" ("created_at");`);
    this.addSql(`alter table "message" drop column "destination", drop column "delivery_status", drop column "delivery_error", drop column "delivery_reported_at";`);
  }
}
