import { Migration } from '@mikro-orm/migrations';

export class Migration20261201130501_whatsapp_sender extends Migration {
  override name = 'Migration20261201130501_whatsapp_sender';

  override up(): void | Promise<void> {
    this.addSql(`alter table "sms_gateway" add "twilio_whatsapp_number" varchar(16) null, add "twilio_whatsapp_templates" jsonb null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "sms_gateway" drop column "twilio_whatsapp_number", drop column "twilio_whatsapp_templates";`);
  }
}
