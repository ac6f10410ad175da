import { batchOfTurn } from '../../../database/batch-of-turn.ts';
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

type Found = TokenOwner & QueryResultRow & { place: number };

/** Statements have a text for each number of rows, which a connection plans once. */
const mostTogether = 16;

/** Of each process, by what gives its units of work. */
const batches = new WeakMap<() => EntityManager, (row: TokenRow) => Promise<ReadonlyMap<TokenRow, TokenOwner>>>();

/**
 * Inserts a token with its event. Tokens that are asked for in one turn of the event loop are one statement, and each waits until its own
 * is stored.
 * @param em the transaction that it is part of; undefined: it is one by itself.
 * @returns the person; undefined: there is none. With another status than it needs, or with roles where a machine asks, there is no token.
 */
export async function insertToken(
  deps: { em: () => EntityManager },
  row: TokenRow,
  em?: EntityManager,
): Promise<TokenOwner | undefined> {
  if (em) return (await runStatement<Found>(em, statementOf([row])))[0];
  const together = batches.get(deps.em) ?? batchOfTurn((rows: readonly TokenRow[]) => insertAll(deps, rows));
  batches.set(deps.em, together);
  try {
    return (await together(row)).get(row);
  } catch (error) {
    if (!isOfRow(error)) throw error;
    // What one of them holds cannot be stored: each is tried by itself, so that one is refused.
    return (await runApart<Found>(deps, statementOf([row])))[0];
  }
}

/** SQLSTATE classes of values that cannot be stored. */
function isOfRow(error: unknown): boolean {
  return /^2[23]/.test(String((error as { code?: unknown }).code));
}

async function insertAll(
  deps: { em: () => EntityManager },
  rows: readonly TokenRow[],
): Promise<ReadonlyMap<TokenRow, TokenOwner>> {
  const parts = Array.from({ length: Math.ceil(rows.length / mostTogether) }, (_, index) =>
    rows.slice(index * mostTogether, (index + 1) * mostTogether),
  );
  const found = await Promise.all(
    parts.map(async (part) => {
      const owners = await runApart<Found>(deps, statementOf(part));
      return part.flatMap((row, place) => {
        const owner = owners.find((each) => each.place === place);
        return owner ? [[row, owner] as const] : [];
      });
    }),
  );
  return new Map(found.flat());
}

const columns = `(?::int, ?::uuid, ?::text, ?::text, ?::text[], ?::bytea, ?::bytea, ?::smallint, ?::bytea, ?::boolean, ?::text, ?::boolean,
  ?::timestamptz, ?::timestamptz)`;

function parametersOf(row: TokenRow, place: number): unknown[] {
  const { id, personId, needs, types, tokenHash, content, level, deviceHash, needsCode, origin } = row;
  const isOfMachine = Boolean(origin.clientId);
  return [
    ...[place, id, personId, needs, [...types], tokenHash, content, level, deviceHash, needsCode],
    ...[origin.clientId ?? null, isOfMachine, row.createdAt, row.expiresAt],
  ];
}

function statementOf(rows: readonly TokenRow[]): Statement {
  const events = rows.map(({ id, personId, types, createdAt, origin }) => {
    const about = { userId: personId, subjectId: id, detail: types.join(', ') };
    return { name: 'ACTION TOKEN CREATED', occurredAt: createdAt, ...originOf(origin), ...about } as const;
  });
  const own = 'lateral (select from created where created.id::text = e.subject_id) as own';
  const told = insertEvents(events, { rows: { sql: own, parameters: [] } });
  return {
    sql: `with asked (place, id, person_id, needs, types, token_hash, content, level, device_hash, needs_code, client_id, is_of_machine,
        created_at, expires_at) as (values ${rows.map(() => columns).join(', ')}),
      whose as (select id, status from person where id in (select person_id from asked) order by id for share),
      owner as (select asked.place, whose.status,
          exists (select from role_assignment where role_assignment.person_id = asked.person_id) as "hasRoles"
        from asked join whose on whose.id = asked.person_id),
      created as (insert into action_token
        (id, token_hash, person_id, types, content, level, device_hash, needs_code, journal, client_id, created_at, expires_at)
        select id, token_hash, person_id, types, content, level, device_hash, needs_code, '{}', client_id, created_at, expires_at
        from asked join owner using (place) where status = needs and not ("hasRoles" and is_of_machine) returning id),
      told as (${told.sql})
      select place, status, "hasRoles" from owner`,
    parameters: [...rows.flatMap(parametersOf), ...told.parameters],
  };
}
