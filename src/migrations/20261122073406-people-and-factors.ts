import { Migration } from '@mikro-orm/migrations';

export class Migration20261122073406_people_and_factors extends Migration {
  override name = 'Migration20261122073406_people_and_factors';

  override up(): void | Promise<void> {
    this.addSql(`create table "authenticator_key" ("registration_id" uuid not null, "name" varchar(64) not null, "public_jwk" jsonb not null, "failed_attempts" int not null default 0, "created_at" timestamptz not null default now(), primary key ("registration_id", "name"));`);

    this.addSql(`alter table "api_client" add "public_jwk" jsonb null, add "jwks_uri" varchar(2048) null, add "public_base_uri" varchar(2048) null;`);

    this.addSql(`alter table "application" add "redirect_url" varchar(2048) null, add "resource_gateway_base_urls" text[] not null default '{}', add "certificates" jsonb not null default '[]', add "max_pin_attempts" int not null default 3, add "pin_enabled" boolean not null default true, add "fingerprint_enabled" boolean not null default true, add "custom_authenticator_enabled" boolean not null default true;`);

    this.addSql(`alter table "event" add "app_name" varchar(255) null, add "client_ip" varchar(45) null, add "user_agent" varchar(255) null, add "agent_user" varchar(255) null;`);

    this.addSql(`alter table "user_account" add "notification_type" text null;`);
    this.addSql(`alter table "user_account" add constraint "user_account_notification_type_check" check ("notification_type" in ('EMAIL', 'SMS', 'NONE'));`);

    this.addSql(`alter table "registration" add "last_login_at" timestamptz null;`);

    this.addSql(`alter table "authenticator_key" add constraint "authenticator_key_registration_id_foreign" foreign key ("registration_id") references "registration" ("id") on delete cascade;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "authenticator_key" cascade;`);

    this.addSql(`alter table "api_client" drop column "public_jwk", drop column "jwks_uri", drop column "public_base_uri";`);

    this.addSql(`alter table "application" drop column "redirect_url", drop column "resource_gateway_base_urls", drop column "certificates", drop column "max_pin_attempts", drop column "pin_enabled", drop column "fingerprint_enabled", drop column "custom_authenticator_enabled";`);

    this.addSql(`alter table "event" drop column "app_name", drop column "client_ip", drop column "user_agent", drop column "agent_user";`);

    this.addSql(`alter table "registration" drop column "last_login_at";`);

    this.addSql(`alter table "user_account" drop constraint "user_account_notification_type_check";`);
    this.addSql(`alter table "user_account" drop column "notification_type";`);
  }
}
