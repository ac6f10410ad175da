import { Migration } from '@mikro-orm/migrations';

export class Migration20261122113443_kept_answers extends Migration {
  override name = 'Migration20261122113443_kept_answers';

  override up(): void | Promise<void> {
    this.addSql(`create table "kept_answer" ("caller_id" varchar(160) not null, "key_hash" bytea not null, "request_hash" bytea not null, "answer" bytea null, "expires_at" timestamptz not null, primary key ("caller_id", "key_hash"));`);
    this.addSql(`create index "kept_answer_expires_at_index" on "kept_answer" ("expires_at");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table "kept_answer";`);
  }
}
