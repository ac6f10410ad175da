import { runApart, runStatement } from '../../../database/prepared-statement.ts';
import type { Statement } from '../../../database/prepared-statement.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { QueryResultRow } from 'pg';
import type { PersonStatus } from '../../../domain/persons/status.ts';
import type { ActionType } from '../../../domain/action-tokens/actions.ts';
import { insertEvents } from '../../events/insert-events.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';

/** A row of a token, and whose status it needs. */
export interface TokenRow {
  id: string;
  personId: string;
  needs: PersonStatus;
  types: readonly ActionType[];
  tokenHash: Buffer;
  content: Buffer;
  level: number;
  deviceHash: Buffer | null;
  needsCode: boolean;
  createdAt: Date;
  expiresAt: Date;
  origin: RequestOrigin;
}

/** The person of a new token, as they were when it was inserted. */
export interface TokenOwner {
  status: PersonStatus;
  /** They administer Countersign. */
  hasRoles: boolean;
}

/**
 * Inserts a token with its event, in one statement.
 * @param em the transaction that it is part of; undefined: it is one by itself.
 * @returns the person; undefined: there is none. With another status than it needs, or with roles where a machine asks, there is no token.
 */
export async function insertToken(
  deps: { em: () => EntityManager },
  row: TokenRow,
  em?: EntityManager,
): Promise<TokenOwner | undefined> {
  const statement = statementOf(row);
  const [owner] = await (em
    ? runStatement<TokenOwner & QueryResultRow>(em, statement)
    : runApart<TokenOwner & QueryResultRow>(deps, statement));
  return owner;
}

function statementOf({ id, personId, needs, types, origin, createdAt, ...row }: TokenRow): Statement {
  const isOfMachine = Boolean(origin.clientId);
  const about = { userId: personId, subjectId: id, detail: types.join(', ') };
  const event = { name: 'ACTION TOKEN CREATED', occurredAt: createdAt, ...originOf(origin), ...about } as const;
  const told = insertEvents([event], { rows: { sql: 'created', parameters: [] } });
  return {
    sql: `with whose as (select id, status from person where id = ? for share),
      roles as (select exists (select from role_assignment where person_id = ?) as "hasRoles"),
      created as (insert into action_token
        (id, token_hash, person_id, types, content, level, device_hash, needs_code, journal, client_id, created_at, expires_at)
        select ?::uuid, ?::bytea, id, ?::text[], ?::bytea, ?::smallint, ?::bytea, ?::boolean, '{}', ?::text, ?::timestamptz, ?::timestamptz
        from whose, roles where status = ? and not ("hasRoles" and ?::boolean) returning 1),
      told as (${told.sql})
      select status, "hasRoles" from whose, roles`,
    parameters: [
      ...[personId, personId, id, row.tokenHash, [...types], row.content, row.level, row.deviceHash, row.needsCode],
      ...[origin.clientId ?? null, createdAt, row.expiresAt, needs, isOfMachine, ...told.parameters],
    ],
  };
}
