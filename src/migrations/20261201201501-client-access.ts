import { Migration } from '@mikro-orm/migrations';

export class Migration20261201201501_client_access extends Migration {
  override name = 'Migration20261201201501_client_access';

  override up(): void | Promise<void> {
    this.addSql(`alter table "oauth_client" add "access" jsonb null, add "subject_type" text not null default 'public', add "sector_identifier" varchar(253) null, add "id_token_encrypted_response_alg" text null, add "id_token_encrypted_response_enc" text null;`);
    this.addSql(`alter table "oauth_client" add constraint "oauth_client_subject_type_check" check ("subject_type" in ('public', 'pairwise'));`);
    this.addSql(`alter table "oauth_client" add constraint "oauth_client_id_token_encrypted_response_alg_check" check ("id_token_encrypted_response_alg" in ('RSA-OAEP-256', 'ECDH-ES', 'ECDH-ES+A256KW'));`);
    this.addSql(`alter table "oauth_client" add constraint "oauth_client_id_token_encrypted_response_enc_check" check ("id_token_encrypted_response_enc" in ('A128CBC-HS256', 'A256CBC-HS512', 'A128GCM', 'A256GCM'));`);
    this.addSql(`create table "pairwise_subject" ("id" varchar(43) not null, "sector" varchar(255) not null, "person_id" varchar(255) not null, primary key ("id"));`);
    this.addSql(`create index "pairwise_subject_person_id_index" on "pairwise_subject" ("person_id");`);
    this.addSql(`alter table "pairwise_subject" add constraint "pairwise_subject_sector_person_id_unique" unique ("sector", "person_id");`);
    this.addSql(`alter table "pairwise_subject" add constraint "pairwise_subject_person_id_foreign" foreign key ("person_id") references "person" ("id") on delete cascade;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "pairwise_subject" cascade;`);
    this.addSql(`alter table "oauth_client" drop column "access", drop column "subject_type", drop column "sector_identifier", drop column "id_token_encrypted_response_alg", drop column "id_token_encrypted_response_enc";`);
  }
}
