import { Migration } from '@mikro-orm/migrations';

export class Migration20261122105858_sms_gateway extends Migration {
  override name = 'Migration20261122105858_sms_gateway';

  override up(): void | Promise<void> {
    this.addSql(`create table "sms_gateway" ("id" varchar(16) not null, "gateway" text not null, "twilio_account_sid" varchar(64) null, "twilio_auth_token" bytea null, "twilio_from_number" varchar(64) null, "http_url" text null, "http_template" text null, "http_headers" bytea null, "http_signing_secret" bytea null, "http_sender" varchar(64) null, "former_twilio_auth_token" bytea null, "former_http_signing_secret" bytea null, "former_until" timestamptz null, primary key ("id"));`);
    this.addSql(`alter table "message_receipt" add "delivery_status" text null, add "delivery_error" varchar(64) null, add "delivery_reported_at" timestamptz null;`);
    this.addSql(`alter table "message_receipt" add constraint "message_receipt_delivery_status_check" check ("delivery_status" in ('queued', 'sent', 'delivered', 'undelivered', 'failed'));`);
    this.addSql(`alter table "sms_gateway" add constraint "sms_gateway_gateway_check" check ("gateway" in ('twilio', 'http'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "sms_gateway" cascade;`);
    this.addSql(`alter table "message_receipt" drop constraint "message_receipt_delivery_status_check";`);
    this.addSql(`alter table "message_receipt" drop column "delivery_status", drop column "delivery_error", drop column "delivery_reported_at";`);
  }
}
