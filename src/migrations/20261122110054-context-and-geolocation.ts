import { Migration } from '@mikro-orm/migrations';

export class Migration20261122110054_context_and_geolocation extends Migration {
  override name = 'Migration20261122110054_context_and_geolocation';

  override up(): void | Promise<void> {
    this.addSql(`create table "geolocation_service" ("id" varchar(16) not null, "provider" varchar(16) not null, "url" varchar(2048) null, "headers" bytea null, "country_code_pointer" varchar(255) not null default '/country_code', "region_pointer" varchar(255) not null default '/region', "city_pointer" varchar(255) not null default '/city', "database_file" varchar(255) null, primary key ("id"));`);
    this.addSql(`alter table "transaction" add "context" bytea null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "geolocation_service" cascade;`);
    this.addSql(`alter table "transaction" drop column "context";`);
  }
}
