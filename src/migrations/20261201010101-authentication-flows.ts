import { Migration } from '@mikro-orm/migrations';

export class Migration20261201010101_authentication_flows extends Migration {
  override name = 'Migration20261201010101_authentication_flows';

  override up(): void | Promise<void> {
    this.addSql(`create table "authentication_flow" ("id" varchar(64) not null, "cookie_hash" bytea not null, "status" text not null, "client_id" varchar(64) not null, "interaction_id" varchar(64) null, "request" bytea not null, "locale" varchar(35) not null, "policy" jsonb not null, "required" jsonb not null, "person_id" varchar(255) null, "person_display" varchar(255) null, "factors" jsonb not null, "methods" jsonb not null, "exhausted_methods" jsonb not null, "challenge_id" uuid null, "remember" boolean not null default false, "created_at" timestamptz not null, "expires_at" timestamptz not null, "completed_at" timestamptz null, "used_at" timestamptz null, primary key ("id"));`);
    this.addSql(`alter table "authentication_flow" add constraint "authentication_flow_cookie_hash_unique" unique ("cookie_hash");`);
    this.addSql(`alter table "authentication_flow" add constraint "authentication_flow_status_check" check ("status" in ('pending', 'challenge_sent', 'approval_pending', 'authenticated', 'completed', 'cancelled', 'expired', 'failed'));`);
    this.addSql(`create index "authentication_flow_person_id_index" on "authentication_flow" ("person_id");`);
    this.addSql(`create index "authentication_flow_expires_at_index" on "authentication_flow" ("expires_at");`);

    this.addSql(`create table "authentication_challenge" ("id" uuid not null, "flow_id" varchar(64) not null, "method" varchar(32) not null, "status" text not null default 'open', "person_id" varchar(255) null, "subject_id" varchar(64) null, "destination" bytea null, "country" varchar(4) null, "content" bytea null, "attempts" int not null default 0, "resends" int not null default 0, "resend_after" timestamptz null, "created_at" timestamptz not null, "expires_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "authentication_challenge" add constraint "authentication_challenge_status_check" check ("status" in ('open', 'proven', 'void', 'exhausted'));`);
    this.addSql(`create index "authentication_challenge_flow_id_index" on "authentication_challenge" ("flow_id");`);
    this.addSql(`create index "authentication_challenge_subject_id_index" on "authentication_challenge" ("subject_id");`);
    this.addSql(`create index authentication_challenge_sent on authentication_challenge (country, created_at) where country is not null;`);
    this.addSql(`alter table "authentication_challenge" add constraint "authentication_challenge_flow_id_foreign" foreign key ("flow_id") references "authentication_flow" ("id") on delete cascade;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "authentication_challenge" cascade;`);
    this.addSql(`drop table if exists "authentication_flow" cascade;`);
  }
}
