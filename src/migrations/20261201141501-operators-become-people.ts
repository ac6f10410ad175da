import { Migration } from '@mikro-orm/migrations';
import { rowContext } from '../entities/columns/row-bound.ts';
import { sealColumnOf } from '../entities/columns/encrypted.ts';

interface OperatorRow {
  id: string;
  username: string;
  display_name: string;
  role: 'ADMIN' | 'OPERATOR' | 'HELPDESK';
  password_hash: string;
  disabled: boolean;
  created_at: Date;
}

const observers = ['UserObserver', 'OrganizationObserver', 'GroupObserver', 'RoleObserver', 'PolicyObserver', 'ClientObserver', 'ClaimObserver', 'ConsentObserver', 'SessionObserver', 'DataRequestObserver', 'CommunicationObserver', 'IntegrationObserver', 'PortalObserver', 'SettingObserver', 'ReportObserver', 'AuditObserver'];
const rolesOf = { ADMIN: ['Administrator'], OPERATOR: [...observers, 'SessionContributor'], HELPDESK: ['UserObserver'] };
/** What a person may be called. */
const username = /^[a-z0-9._-]{4,64}$/;

/** Operators are people with hub roles: each becomes a person with the id, the name and the password that they had. */
export class Migration20261201141501_operators_become_people extends Migration {
  override name = 'Migration20261201141501_operators_become_people';

  override async up(): Promise<void> {
    const modifying = await this.#readSetting();
    const operators = (await this.execute(`select * from "operator" order by "id"`)) as unknown as OperatorRow[];
    for (const operator of operators) await this.#addPerson(operator, modifying.includes(operator.role));
    await this.execute(`delete from "setting" where "name" in ('device_modification_roles', 'operator_session_idle_minutes', 'operator_session_hours');`);
    await this.execute(`delete from "rate_limit" where "key" like 'operator-login:%';`);
    await this.execute(`drop table "operator_session";`);
    await this.execute(`drop table "operator";`);
  }

  override down(): void | Promise<void> {
    this.addSql(`create table "operator" ("id" uuid not null, "username" varchar(64) not null, "display_name" varchar(128) not null, "role" text not null, "password_hash" varchar(255) not null, "disabled" boolean not null default false, "created_at" timestamptz not null default now(), "last_login_at" timestamptz null, primary key ("id"));`);
    this.addSql(`alter table "operator" add constraint "operator_username_unique" unique ("username");`);
    this.addSql(`alter table "operator" add constraint "operator_role_check" check ("role" in ('ADMIN', 'OPERATOR', 'HELPDESK'));`);
    this.addSql(`create table "operator_session" ("id" uuid not null, "operator_id" uuid not null, "token_hash" bytea not null, "created_at" timestamptz not null, "last_used_at" timestamptz not null, "expires_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "operator_session_operator_id_index" on "operator_session" ("operator_id");`);
    this.addSql(`alter table "operator_session" add constraint "operator_session_token_hash_unique" unique ("token_hash");`);
    this.addSql(`create index "operator_session_expires_at_index" on "operator_session" ("expires_at");`);
    this.addSql(`alter table "operator_session" add constraint "operator_session_operator_id_foreign" foreign key ("operator_id") references "operator" ("id") on delete cascade;`);
  }

  /** Roles that could also change users. */
  async #readSetting(): Promise<string[]> {
    const rows = (await this.execute(`select "value" from "setting" where "name" = 'device_modification_roles'`)) as unknown as { value: unknown }[];
    const value = rows[0]?.value;
    return Array.isArray(value) ? (value as string[]) : (JSON.parse(String(value ?? '[]')) as string[]);
  }

  /** One whose name no person may have, or another one has, keeps the roles and has no name to sign in with. */
  async #addPerson({ id, role, disabled, ...operator }: OperatorRow, modifies: boolean): Promise<void> {
    const taken = (await this.execute(`select 1 from "person" where "username_key" = ?`, [operator.username])) as unknown as unknown[];
    const name = username.test(operator.username) && taken.length === 0 ? operator.username : null;
    const display = operator.display_name.slice(0, 100);
    const folded = display.toLowerCase();
    await this.execute(`insert into "user_account" ("id", "created_at") values (?, ?)`, [id, operator.created_at]);
    await this.execute(
      `insert into "person" ("id", "status", "username", "username_key", "display_name", "search_text", "sort_name", "phone_parts", "registered_at", "changed_at")
       values (?, ?, ?, ?, ?, ?, ?, '{}', ?, now())`,
      [id, disabled ? 'disabled' : 'active', name, name, display, [display, name ?? '', id].filter(Boolean).map((part) => ` ${part.toLowerCase()}`).join(''), folded, operator.created_at],
    );
    const [{ id: method } = { id: '' }] = (await this.execute(`select gen_random_uuid() as id`)) as unknown as { id: string }[];
    const secret = sealColumnOf(this.driver.getPlatform(), rowContext('sign_in_method.secret', method), operator.password_hash);
    await this.execute(
      `insert into "sign_in_method" ("id", "person_id", "type", "status", "secret", "counter", "created_at") values (?, ?, 'password', 'active', ?, 0, now())`,
      [method, id, secret],
    );
    for (const given of modifies && role !== 'ADMIN' ? [...rolesOf[role], 'UserContributor'] : rolesOf[role])
      await this.execute(`insert into "role_assignment" ("id", "person_id", "role", "created_at") values (gen_random_uuid(), ?, ?, now())`, [id, given]);
  }
}
