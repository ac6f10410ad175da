import type { EntityManager } from '@mikro-orm/postgresql';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { noteSeen } from '../../persons/users/note-seen.ts';

export interface RefreshTokenUse {
  tokenHash: Buffer;
  /** Seconds that its grant lives on. */
  grantLifetime: number;
  /** Seconds in which the same token may be used again, because the answer to its use may be lost. 0 = never. */
  retrySeconds: number;
  origin: RequestOrigin;
}

/** `consumed`: the first use. `retried`: its repetition, in time. `reused`: any other. */
export type RefreshTokenVerdict = 'consumed' | 'retried' | 'reused';

/** Rows are locked as a disconnected registration takes them with it, registration before grant before token, so that the two never wait for each other. */
const visitRegistration = `
  update registration set last_login_at = ?
  where id = (select g.registration_id from oauth_artifact a join oauth_grant g on g.id = a.grant_id where a.id = ? and a.consumed_at is null)
  returning user_id, device_id`;
const prolongGrant =
  'update oauth_grant set expires_at = ? where id = (select grant_id from oauth_artifact where id = ? and consumed_at is null)';
/** Only a token that is bound to a key may be used again: what proves a retry is that key. */
const consumeToken = `
  update oauth_artifact
  set consumed_at = ?, retriable_until = case when payload->>'jkt' is not null then ?::timestamptz end
  where id = ? and model = 'RefreshToken' and consumed_at is null
  returning grant_id as "grantId"`;
/** Using one token uses up all others of its family: the one that came before, and those that further retries of that one made. */
const endOthers = `
  update oauth_artifact set consumed_at = coalesce(consumed_at, ?), retriable_until = null
  where grant_id = ? and model = 'RefreshToken' and id <> ? and (consumed_at is null or retriable_until is not null)`;
/** Waits for a use of another token of the family, which ends the retries of this one. */
const findRetriable = `
  select a.account_id as "userId", g.device_id as "deviceId"
  from oauth_artifact a join oauth_grant g on g.id = a.grant_id
  where a.id = ? and a.model = 'RefreshToken' and a.retriable_until > ?
  for share of a`;

interface Visit {
  userId: string;
  deviceId: string | null;
}

/**
 * Uses a refresh token up; with it its user was here, and its grant lives on. Of any number of uses at once, one consumes it. The
 * others are retries while `retrySeconds` run and no token that came of it was used (docs/decisions/0071).
 */
export async function consumeRefreshToken(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  use: RefreshTokenUse,
): Promise<RefreshTokenVerdict> {
  const now = deps.clock();
  return deps.em().transactional(async (em) => {
    const visit = await visitAndProlong(em, use, now);
    if (await consume(em, use, now)) {
      if (visit) record(em, 'TOKEN REFRESH SUCCESS', use, visit, now);
      return 'consumed';
    }
    const [retry] = await em.execute<Visit[]>(findRetriable, [use.tokenHash, now], 'all', em.getTransactionContext());
    if (!retry) return 'reused';
    record(em, 'TOKEN REFRESH REPEATED', use, retry, now);
    return 'retried';
  });
}

async function visitAndProlong(
  em: EntityManager,
  { tokenHash, grantLifetime }: RefreshTokenUse,
  now: Date,
): Promise<Visit | undefined> {
  const expiresAt = new Date(now.getTime() + grantLifetime * 1000);
  const seen = noteSeen({ sql: '(select user_id from visited)', parameters: [] }, now);
  const [visit] = await em.execute<Visit[]>(
    `with visited as (${visitRegistration}), seen as (${seen.sql}) select user_id as "userId", device_id as "deviceId" from visited`,
    [now, tokenHash, ...seen.parameters],
    'all',
    em.getTransactionContext(),
  );
  await em.execute(prolongGrant, [expiresAt, tokenHash], 'run', em.getTransactionContext());
  return visit;
}

async function consume(em: EntityManager, { tokenHash, retrySeconds }: RefreshTokenUse, now: Date): Promise<boolean> {
  const retriableUntil = retrySeconds > 0 ? new Date(now.getTime() + retrySeconds * 1000) : null;
  const [consumed] = await em.execute<{ grantId: string | null }[]>(
    consumeToken,
    [now, retriableUntil, tokenHash],
    'all',
    em.getTransactionContext(),
  );
  if (consumed?.grantId)
    await em.execute(endOthers, [now, consumed.grantId, tokenHash], 'run', em.getTransactionContext());
  return consumed !== undefined;
}

function record(
  em: EntityManager,
  name: 'TOKEN REFRESH SUCCESS' | 'TOKEN REFRESH REPEATED',
  { origin }: RefreshTokenUse,
  { userId, deviceId }: Visit,
  now: Date,
): void {
  recordEvent(em, { name, occurredAt: now, ...originOf(origin), userId, subjectId: deviceId });
}
