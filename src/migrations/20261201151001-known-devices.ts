import { Migration } from '@mikro-orm/migrations';

/** Versions of what browsers keep of the persons who signed in with them. */
export class Migration20261201151001_known_devices extends Migration {
  override name = 'Migration20261201151001_known_devices';

  override up(): void {
    this.addSql(`create table "known_devices" ("person_id" varchar(255) not null, "version" int not null, primary key ("person_id"));`);
    this.addSql(`alter table "known_devices" add constraint "known_devices_person_id_foreign" foreign key ("person_id") references "person" ("id") on update cascade on delete cascade;`);
  }

  override down(): void {
    this.addSql(`drop table "known_devices";`);
  }
}
