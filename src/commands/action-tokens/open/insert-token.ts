import { runApart, runStatement } from '../../../database/prepared-statement.ts';
import type { Statement } from '../../../database/prepared-statement.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
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

/**
 * Inserts a token with its event, in one statement.
 * @param em the transaction that it is part of; undefined: it is one by itself.
 * @returns the status of the person; undefined: there is none. With another one than it needs there is no token.
 */
export async function insertToken(
  deps: { em: () => EntityManager },
  row: TokenRow,
  em?: EntityManager,
): Promise<PersonStatus | undefined> {
  const statement = statementOf(row);
  const rows = await (em
    ? runStatement<{ status: PersonStatus }>(em, statement)
    : runApart<{ status: PersonStatus }>(deps, statement));
  return rows[0]?.status;
}

function statementOf({ id, personId, needs, types, origin, createdAt, ...row }: TokenRow): Statement {
  const about = { userId: personId, subjectId: id, detail: types.join(', ') };
  const event = { name: 'ACTION TOKEN CREATED', occurredAt: createdAt, ...originOf(origin), ...about } as const;
  const told = insertEvents([event], { rows: { sql: 'created', parameters: [] } });
  return {
    sql: `with whose as (select id, status from person where id = ? for share),
      created as (insert into action_token
        (id, token_hash, person_id, types, content, level, device_hash, needs_code, journal, client_id, created_at, expires_at)
        select ?::uuid, ?::bytea, id, ?::text[], ?::bytea, ?::smallint, ?::bytea, ?::boolean, '{}', ?::text, ?::timestamptz, ?::timestamptz
        from whose where status = ? returning 1),
      told as (${told.sql})
      select status from whose`,
    parameters: [
      ...[personId, id, row.tokenHash, [...types], row.content, row.level, row.deviceHash, row.needsCode],
      ...[origin.clientId ?? null, createdAt, row.expiresAt, needs, ...told.parameters],
    ],
  };
}
