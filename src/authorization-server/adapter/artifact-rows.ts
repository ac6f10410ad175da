import type { AdapterPayload } from 'oidc-provider';
import type { CommandDeps } from '../../commands/command-deps.ts';
import { batchOfTurn } from '../../database/batch-of-turn.ts';
import { runApart, runCurrent } from '../../database/prepared-statement.ts';
import type { Statement } from '../../database/prepared-statement.ts';
import type { TokenType } from '../../entities/tokens/oauth-artifact.ts';
import type { ArtifactModel } from '../../security/key-uses.ts';

type Deps = Pick<CommandDeps, 'em'>;

/** SQLSTATEs of a text that JSON in PostgreSQL cannot hold: a zero, half a character. */
export const untenableText: readonly unknown[] = ['22P05', '22P02'];

/** An artifact as it is stored. */
export interface ArtifactRow {
  id: Buffer;
  model: ArtifactModel;
  grant: string | null;
  accountId: string | null;
  clientId: string | null;
  uid: string | null;
  type: TokenType;
  payload: AdapterPayload;
  expiresAt: Date | null;
}

/** An artifact as it is found. */
export interface FoundArtifact {
  id: Buffer;
  payload: AdapterPayload;
  /** Epoch seconds; null: it does not expire. */
  expires: number | null;
  /** Epoch seconds; null: it may be used. A consumed code, and a token within its retry time, count as not consumed: `consume` decides. */
  consumed: number | null;
}

const insert = `
  insert into oauth_artifact (id, model, grant_id, account_id, client_id, uid, type, payload, expires_at)
  values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?)
  on conflict (id) do update
     set payload = excluded.payload, grant_id = excluded.grant_id, account_id = excluded.account_id, client_id = excluded.client_id,
         uid = excluded.uid, expires_at = excluded.expires_at`;

/** Columns of {@link FoundArtifact}. The time is the first parameter of the statement. @param table name or alias */
export function foundColumns(table: string): string {
  const epoch = (column: string) => `floor(extract(epoch from ${table}.${column}))::float8`;
  return `${table}.id, ${table}.payload, ${epoch('expires_at')} as expires,
    case when ${table}.model = 'AuthorizationCode' or ${table}.retriable_until > $1 then null else ${epoch('consumed_at')} end as consumed`;
}

const findByUid = `select ${foundColumns('oauth_artifact')} from oauth_artifact where uid = $2 and model = $3`;

/**
 * Stores an artifact, in the place of one with its id.
 * @param also what else that statement does
 */
export async function insertArtifact(deps: Deps, row: ArtifactRow, also?: Statement): Promise<void> {
  const { id, model, grant, accountId, clientId, uid, type, payload, expiresAt } = row;
  const parameters = [id, model, grant, accountId, clientId, uid, type, JSON.stringify(payload), expiresAt];
  await runCurrent(deps, alongWith(also, { sql: insert, parameters }));
}

/** One statement that does both; the second alone where there is no other. */
export function alongWith(also: Statement | undefined, { sql, parameters }: Statement): Statement {
  if (!also) return { sql, parameters };
  return { sql: `with also as (${also.sql}) ${sql}`, parameters: [...also.parameters, ...parameters] };
}

const insertMany = `
  insert into oauth_artifact (id, model, client_id, type, payload, expires_at)
  select id, model, client_id, type, payload::jsonb, expires_at
    from unnest($1::bytea[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[]) as made (id, model, client_id, type, payload, expires_at)`;

/**
 * Stores new artifacts that belong to no grant and no person, those of one turn of the event loop in one statement. Each waits until its own
 * is stored. Where a text among them cannot be kept, each is stored by itself, so that one is refused.
 */
export function createInserts(deps: Deps): (row: ArtifactRow) => Promise<void> {
  const insertTogether = batchOfTurn((rows: readonly ArtifactRow[]) => {
    const column = <Value>(read: (row: ArtifactRow) => Value) => rows.map(read);
    const [ids, models, clients] = [
      column(({ id }) => id),
      column(({ model }) => model),
      column((row) => row.clientId),
    ];
    const payloads = column(({ payload }) => JSON.stringify(payload));
    const rest = [column(({ type }) => type), payloads, column(({ expiresAt }) => expiresAt)];
    return runApart(deps, { sql: insertMany, parameters: [ids, models, clients, ...rest] });
  });
  return async (row) => {
    try {
      await insertTogether(row);
    } catch (error) {
      if (!untenableText.includes((error as { code?: unknown }).code)) throw error;
      await insertArtifact(deps, row);
    }
  };
}

/** Finds an artifact of a kind by its public handle. */
export async function findArtifactByUid(
  deps: Deps,
  { model, uid, now }: { model: ArtifactModel; uid: string; now: Date },
): Promise<FoundArtifact | undefined> {
  const [row] = await runCurrent<FoundArtifact>(deps, { sql: findByUid, parameters: [now, uid, model] });
  return row;
}

/** Deletes an artifact. */
export async function deleteArtifact(deps: Deps, model: ArtifactModel, id: Buffer): Promise<void> {
  await runCurrent(deps, { sql: 'delete from oauth_artifact where id = ? and model = ?', parameters: [id, model] });
}

/** Deletes what a grant has of a kind. */
export async function deleteArtifactsOfGrant(deps: Deps, model: ArtifactModel, grant: string): Promise<void> {
  const sql = 'delete from oauth_artifact where grant_id = ? and model = ?';
  await runCurrent(deps, { sql, parameters: [grant, model] });
}

/** In the provider's words. @param id undefined: it was found by its public handle, which does not open it. */
export function presentArtifact(
  { payload, expires, consumed }: Omit<FoundArtifact, 'id'>,
  id: string | undefined,
): AdapterPayload {
  return {
    ...payload,
    ...(id !== undefined && { jti: id }),
    ...(expires !== null && { exp: expires }),
    ...(consumed !== null && { consumed }),
  };
}
