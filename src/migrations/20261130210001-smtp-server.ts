import { Migration } from '@mikro-orm/migrations';

export class Migration20261130210001_smtp_server extends Migration {
  override name = 'Migration20261130210001_smtp_server';

  override up(): void | Promise<void> {
    this.addSql(`create table "smtp_server" ("id" varchar(16) not null, "host" varchar(253) not null, "port" int not null, "security" text not null, "username" varchar(255) null, "password" bytea null, "from_address" varchar(254) not null, "from_name" varchar(128) null, "dkim_domain" varchar(253) null, "dkim_selector" varchar(63) null, "dkim_private_key" bytea null, primary key ("id"));`);
    this.addSql(`alter table "smtp_server" add constraint "smtp_server_security_check" check ("security" in ('starttls', 'tls', 'none'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "smtp_server" cascade;`);
  }
}
