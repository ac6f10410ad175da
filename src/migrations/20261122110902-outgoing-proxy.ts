import { Migration } from '@mikro-orm/migrations';

export class Migration20261122110902_outgoing_proxy extends Migration {
  override name = 'Migration20261122110902_outgoing_proxy';

  override up(): void | Promise<void> {
    this.addSql(`create table "outgoing_proxy" ("id" varchar(16) not null, "enabled" boolean not null, "host" varchar(253) null, "port" int null, "username" varchar(255) null, "password" bytea null, "preemptive" boolean not null default true, "direct_hosts" jsonb not null, primary key ("id"));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table "outgoing_proxy";`);
  }
}
