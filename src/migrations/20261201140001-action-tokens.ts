import { Migration } from '@mikro-orm/migrations';

export class Migration20261201140001_action_tokens extends Migration {
  override name = 'Migration20261201140001_action_tokens';

  override up(): void | Promise<void> {
    this.addSql(`alter table "person" add "activated_by" uuid null;`);
    this.addSql(`create table "action_token" ("id" uuid not null, "token_hash" bytea not null, "person_id" varchar(255) not null, "types" text[] not null, "content" bytea not null, "level" smallint not null, "status" text not null default 'open', "device_hash" bytea null, "needs_code" boolean not null default false, "code_tries" smallint not null default 0, "code_for" text[] not null default '{}', "used_by" bytea null, "flow_id" varchar(64) null, "journal" jsonb not null, "failed_action" varchar(64) null, "failure" varchar(64) null, "client_id" varchar(255) null, "created_at" timestamptz not null, "expires_at" timestamptz not null, "taken_at" timestamptz null, "ended_at" timestamptz null, primary key ("id"));`);
    this.addSql(`create index action_token_running on action_token (taken_at) where status = 'running';`);
    this.addSql(`create index action_token_ended on action_token (ended_at) where ended_at is not null;`);
    this.addSql(`alter table "action_token" add constraint "action_token_token_hash_unique" unique ("token_hash");`);
    this.addSql(`create index "action_token_person_id_index" on "action_token" ("person_id");`);
    this.addSql(`create index "action_token_expires_at_index" on "action_token" ("expires_at");`);
    this.addSql(`alter table "action_token" add constraint "action_token_status_check" check ("status" in ('open', 'running', 'succeeded', 'failed'));`);
    this.addSql(`alter table "action_token" add constraint "action_token_person_id_foreign" foreign key ("person_id") references "person" ("id") on delete cascade;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "action_token" cascade;`);
    this.addSql(`alter table "person" drop column "activated_by";`);
  }
}
