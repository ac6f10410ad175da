import { Migration } from '@mikro-orm/migrations';

/** When people were seen last, and where they come from. */
export class Migration20261201233001_people_seen extends Migration {
  override name = 'Migration20261201233001_people_seen';

  override up(): void {
    this.addSql(`alter table "user_account" add "last_seen_at" timestamptz null;`);
    this.addSql(`
      update user_account u set last_seen_at = seen.at
        from (select user_id, max(at) as at
                from (select account_id as user_id, coalesce(to_timestamp((payload->>'lastSeenAt')::float8), created_at) as at
                        from oauth_artifact where model = 'Session' and account_id is not null
                      union all
                      select user_id, greatest(last_login_at, created_at) from registration) known
               group by user_id) seen
       where seen.user_id = u.id;`);
    this.addSql(`create index "user_account_last_seen" on "user_account" ((coalesce("last_seen_at", "created_at")), "id");`);
    this.addSql(`alter table "person" add "source" text not null default 'local';`);
    this.addSql(`alter table "person" add constraint "person_source_check" check ("source" in ('local', 'scim', 'idp'));`);
    // An account that was linked in the moment in which its person was made is what made them.
    this.addSql(`
      update person p set source = 'idp'
       where exists (select from sign_in_method m
                      where m.person_id = p.id and m.type = 'identity' and m.created_at between p.registered_at - interval '5 seconds' and p.registered_at + interval '5 seconds');`);
  }

  override down(): void {
    this.addSql(`alter table "person" drop column "source";`);
    this.addSql(`drop index "user_account_last_seen";`);
    this.addSql(`alter table "user_account" drop column "last_seen_at";`);
  }
}
