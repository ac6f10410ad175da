import { Migration } from '@mikro-orm/migrations';

/** What a client did last, without a walk for each kind of event in each partition. */
export class Migration20261122101500_newest_events_of_clients extends Migration {
  override name = 'Migration20261122101500_newest_events_of_clients';

  override up(): void | Promise<void> {
    this.addSql(`create index "event_client_newest" on "event" ("client_id", "id");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "event_client_newest";`);
  }
}
