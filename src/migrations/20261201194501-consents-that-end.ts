import { Migration } from '@mikro-orm/migrations';

/** Names of the claims that came with granted scopes, as the scopes of OpenID Connect had them until now. */
const grantedClaims = `
  (select coalesce(jsonb_agg(c.name), '[]')
     from jsonb_array_elements(scopes) s,
          unnest(case s->>'name'
            when 'profile' then array['name', 'family_name', 'given_name', 'preferred_username', 'gender', 'birthdate', 'zoneinfo', 'locale', 'updated_at']
            when 'email' then array['email', 'email_verified']
            when 'phone' then array['phone_number', 'phone_number_verified']
            when 'address' then array['address']
          end) c (name)
    where (s->>'granted')::boolean and s->>'resource' is null and not refused_claims @> to_jsonb(c.name))`;

const onlyAdded = `if tg_op = 'DELETE' and not exists (select from user_account where id = old.account_id) then return old; end if; raise exception 'rows of consent_event are only added' using errcode = 'insufficient_privilege'`;

/** Consents end by themselves where the client says so; their history is only added to, and goes with the user. */
export class Migration20261201194501_consents_that_end extends Migration {
  override name = 'Migration20261201194501_consents_that_end';

  override up(): void {
    this.addSql(`alter table "oauth_client" add column "consent_lifetime_days" int null;`);
    this.addSql(`alter table "consent" add column "expires_at" timestamptz null;`);
    this.addSql(`create index "consent_expires_at_index" on "consent" ("expires_at");`);
    for (const table of ['consent', 'consent_event']) {
      this.addSql(`alter table "${table}" add column "claims" jsonb null;`);
      this.addSql(`update "${table}" set "claims" = ${grantedClaims};`);
      this.addSql(`alter table "${table}" alter column "claims" set not null;`);
    }
    this.addSql(`alter table "consent_event" add column "decided_by" text null;`);
    this.addSql(`update "consent_event" set "decided_by" = case "event" when 'revoked_by_operator' then 'operator' else 'you' end;`);
    this.addSql(`alter table "consent_event" alter column "decided_by" set not null;`);
    this.addSql(`alter table "consent_event" add constraint "consent_event_decided_by_check" check ("decided_by" in ('you', 'site', 'operator', 'system'));`);
    this.addSql(`alter table "consent_event" drop constraint "consent_event_event_check";`);
    this.addSql(`alter table "consent_event" add constraint "consent_event_event_check" check ("event" in ('granted', 'changed', 'refused', 'withdrawn', 'expired', 'revoked_by_operator'));`);
    this.addSql(`delete from "consent_event" where not exists (select from "user_account" u where u.id = "account_id");`);
    this.addSql(`alter table "consent_event" add constraint "consent_event_account_id_foreign" foreign key ("account_id") references "user_account" ("id") on delete cascade;`);
    this.addSql(`create or replace function "consent_event_append_only_fn"() returns trigger as $$ begin ${onlyAdded}; end; $$ language plpgsql;`);
    this.addSql(`create trigger "append_only" BEFORE UPDATE OR DELETE on "consent_event" for each ROW execute function "consent_event_append_only_fn"();`);
  }

  override down(): void {
    this.addSql(`drop trigger "append_only" on "consent_event";`);
    this.addSql(`drop function "consent_event_append_only_fn"();`);
    this.addSql(`alter table "consent_event" drop constraint "consent_event_account_id_foreign";`);
    this.addSql(`delete from "consent_event" where "event" = 'expired';`);
    this.addSql(`alter table "consent_event" drop constraint "consent_event_event_check";`);
    this.addSql(`alter table "consent_event" add constraint "consent_event_event_check" check ("event" in ('granted', 'changed', 'refused', 'withdrawn', 'revoked_by_operator'));`);
    this.addSql(`alter table "consent_event" drop column "decided_by";`);
    for (const table of ['consent', 'consent_event']) this.addSql(`alter table "${table}" drop column "claims";`);
    this.addSql(`drop index "consent_expires_at_index";`);
    this.addSql(`alter table "consent" drop column "expires_at";`);
    this.addSql(`alter table "oauth_client" drop column "consent_lifetime_days";`);
  }
}
