import { Migration } from '@mikro-orm/migrations';

/** Each former secret of the SMS gateway ends on its own: what is there ends when it would have. */
export class Migration20261122140900_former_sms_secrets extends Migration {
  override name = 'Migration20261122140900_former_sms_secrets';

  override up(): void | Promise<void> {
    this.addSql(`alter table "sms_gateway" add column "former_twilio_until" timestamptz null, add column "former_http_until" timestamptz null;`);
    this.addSql(`update "sms_gateway" set "former_twilio_until" = case when "former_twilio_auth_token" is not null then "former_until" end, "former_http_until" = case when "former_http_signing_secret" is not null then "former_until" end;`);
    this.addSql(`alter table "sms_gateway" drop column "former_until";`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "sms_gateway" add column "former_until" timestamptz null;`);
    this.addSql(`update "sms_gateway" set "former_until" = least("former_twilio_until", "former_http_until");`);
    this.addSql(`alter table "sms_gateway" drop column "former_twilio_until", drop column "former_http_until";`);
  }
}
