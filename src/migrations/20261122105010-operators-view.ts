import { Migration } from '@mikro-orm/migrations';

/** Operators see how callbacks were tried, have them delivered again, and find the transactions of a user. */
export class Migration20261122105010_operators_view extends Migration {
  override name = 'Migration20261122105010_operators_view';

  override up(): void | Promise<void> {
    this.addSql(`create table "callback_attempt" ("delivery_id" uuid not null, "number" int not null, "attempted_at" timestamptz not null, "duration_ms" int not null, "http_status" int null, "failure" varchar(255) null, "next_attempt_at" timestamptz null, primary key ("delivery_id", "number"));`);
    this.addSql(`alter table "callback_attempt" add constraint "callback_attempt_delivery_id_foreign" foreign key ("delivery_id") references "callback_delivery" ("id") on delete cascade;`);
    this.addSql(`alter table "callback_delivery" add "next_attempt_at" timestamptz null, add "replays" int not null default 0, add "replay_requested_at" timestamptz null;`);
    this.addSql(`create index callback_delivery_replay_requested on callback_delivery (replay_requested_at) where replay_requested_at is not null;`);
    this.addSql(`create index transaction_user on transaction (user_id, id) where user_id is not null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "callback_attempt" cascade;`);
    this.addSql(`drop index "callback_delivery_replay_requested";`);
    this.addSql(`alter table "callback_delivery" drop column "next_attempt_at", drop column "replays", drop column "replay_requested_at";`);
    this.addSql(`drop index "transaction_user";`);
  }
}
