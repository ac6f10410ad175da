import { Migration } from '@mikro-orm/migrations';

/** Signing keys follow each other: the newest of an installation goes on to sign, any other one verifies for a day more. */
export class Migration20261130140001_signing_key_rotation extends Migration {
  override name = 'Migration20261130140001_signing_key_rotation';

  override up(): void | Promise<void> {
    this.addSql(`alter table "signing_key" add column "state" text null, add column "promoted_at" timestamptz null, add column "published_until" timestamptz null;`);
    this.addSql(`update "signing_key" set "state" = 'current', "promoted_at" = "created_at";`);
    this.addSql(`update "signing_key" set "state" = 'former', "published_until" = now() + interval '25 hours' where "id" <> (select "id" from "signing_key" order by "created_at" desc, "id" limit 1);`);
    this.addSql(`alter table "signing_key" alter column "state" set not null;`);
    this.addSql(`alter table "signing_key" alter column "algorithm" type text using ("algorithm"::text);`);
    this.addSql(`alter table "signing_key" add constraint "signing_key_algorithm_check" check ("algorithm" in ('ES256', 'RS256', 'EdDSA'));`);
    this.addSql(`alter table "signing_key" add constraint "signing_key_state_check" check ("state" in ('next', 'current', 'former'));`);
    this.addSql(`create unique index signing_key_one_current on signing_key (algorithm) where state = 'current';`);
    this.addSql(`create unique index signing_key_one_next on signing_key (algorithm) where state = 'next';`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index signing_key_one_next;`);
    this.addSql(`drop index signing_key_one_current;`);
    // A version before this one signs with the newest key, and with ES256 alone.
    this.addSql(`delete from "signing_key" where "state" = 'next' or "algorithm" <> 'ES256';`);
    this.addSql(`alter table "signing_key" drop constraint "signing_key_state_check";`);
    this.addSql(`alter table "signing_key" drop constraint "signing_key_algorithm_check";`);
    this.addSql(`alter table "signing_key" alter column "algorithm" type varchar(16) using ("algorithm"::varchar(16));`);
    this.addSql(`alter table "signing_key" drop column "published_until", drop column "promoted_at", drop column "state";`);
  }
}
