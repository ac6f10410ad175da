import { Migration } from '@mikro-orm/migrations';

/** Hub roles of people. */
export class Migration20261201132001_role_assignments extends Migration {
  override name = 'Migration20261201132001_role_assignments';

  override up(): void | Promise<void> {
    this.addSql(`create table "role_assignment" ("id" uuid not null, "person_id" varchar(255) not null, "role" text not null, "given_by" varchar(255) null, "created_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "role_assignment" add constraint "role_assignment_person_id_role_unique" unique ("person_id", "role");`);
    this.addSql(`create index "role_assignment_role" on "role_assignment" ("role", "id");`);
    this.addSql(`alter table "role_assignment" add constraint "role_assignment_role_check" check ("role" in ('Administrator', 'UserObserver', 'OrganizationObserver', 'GroupObserver', 'RoleObserver', 'PolicyObserver', 'ClientObserver', 'ClaimObserver', 'ConsentObserver', 'SessionObserver', 'DataRequestObserver', 'CommunicationObserver', 'IntegrationObserver', 'PortalObserver', 'SettingObserver', 'ReportObserver', 'AuditObserver', 'UserContributor', 'OrganizationContributor', 'GroupContributor', 'RoleContributor', 'PolicyContributor', 'ClientContributor', 'ClaimContributor', 'ConsentContributor', 'SessionContributor', 'DataRequestContributor', 'CommunicationContributor', 'IntegrationContributor', 'PortalContributor', 'SettingContributor', 'ReportContributor'));`);
    this.addSql(`alter table "role_assignment" add constraint "role_assignment_person_id_foreign" foreign key ("person_id") references "person" ("id") on delete cascade;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table "role_assignment";`);
  }
}
