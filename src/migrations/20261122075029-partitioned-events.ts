import { Migration } from '@mikro-orm/migrations';

/** Everything of the table but its partitions, which have the same by themselves. */
const columns = `"id" uuid not null, "name" varchar(96) not null, "occurred_at" timestamptz not null, "user_id" varchar(255) null, "client_id" varchar(128) null,
  "subject_id" varchar(64) null, "request_id" varchar(64) null, "detail" varchar(255) null, "app_name" varchar(255) null, "client_ip" varchar(45) null,
  "user_agent" varchar(255) null, "agent_user" varchar(255) null, primary key ("id")`;

/** Bounds as src/commands/events/partitions makes them: the first id of the Monday after everything that is there, and after now. */
const divide = `do $$ declare
    monday timestamptz := date_trunc('week', greatest(now(), (select max(occurred_at) from event_oldest)), 'UTC') + interval '7 days';
    bound uuid := (lpad(to_hex((extract(epoch from monday) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;
  begin
    execute format('alter table event attach partition event_oldest for values from (minvalue) to (%L)', bound);
    execute format('create table event_from_%s partition of event for values from (%L) to (maxvalue)', to_char(monday at time zone 'UTC', 'YYYYMMDD'), bound);
  end $$;`;

/** Written by hand: the ORM would copy all rows. The table that is there becomes the partition of everything until next Monday. */
export class Migration20261122075029_partitioned_events extends Migration {
  override name = 'Migration20261122075029_partitioned_events';

  override up(): void | Promise<void> {
    this.addSql(`drop index "event_user";`);
    this.addSql(`alter table "event" rename to "event_oldest";`);
    this.addSql(`alter table "event_oldest" rename constraint "event_pkey" to "event_oldest_pkey";`);
    this.addSql(`alter index "event_subject" rename to "event_oldest_subject";`);

    this.addSql(`create table "event" (${columns}) partition by range ("id");`);
    this.addSql(divide);
    this.addSql(`create index "event_user" on "event" (lower("user_id"), "id");`);
    this.addSql(`create index "event_client" on "event" ("client_id", "name", "id");`);
    this.addSql(`create index "event_name" on "event" ("name", "id");`);
    this.addSql(`create index "event_request" on "event" ("request_id", "id");`);
    this.addSql(`create index "event_subject" on "event" ("subject_id");`);

    this.addSql(`create or replace function "event_skip_excluded_fn"() returns trigger as $$ begin if exists (select from setting where name = 'excluded_event_types' and value @> to_jsonb(replace(new.name, ' ', '_'))) then return null; end if; return new; end; $$ language plpgsql;`);
    this.addSql(`create trigger "skip_excluded" BEFORE INSERT on "event" for each ROW execute function "event_skip_excluded_fn"();`);
  }

  override down(): void | Promise<void> {
    this.addSql(`create table "event_whole" (${columns});`);
    this.addSql(`insert into "event_whole" (id, name, occurred_at, user_id, client_id, subject_id, request_id, detail, app_name, client_ip, user_agent, agent_user)
      select id, name, occurred_at, user_id, client_id, subject_id, request_id, detail, app_name, client_ip, user_agent, agent_user from "event";`);
    this.addSql(`drop table "event";`);
    this.addSql(`drop function if exists "event_skip_excluded_fn"();`);
    this.addSql(`alter table "event_whole" rename to "event";`);
    this.addSql(`alter table "event" rename constraint "event_whole_pkey" to "event_pkey";`);
    this.addSql(`create index "event_user" on "event" ("user_id", "id");`);
    this.addSql(`create index "event_subject" on "event" ("subject_id");`);
  }
}
