import type { EntityManager } from '@mikro-orm/postgresql';
import type { DeviceSnapshot } from '../../../domain/mobile-authentication/device-snapshot.ts';
import type { MethodName } from '../../../domain/configuration/mobile-authentication-types/method-names.ts';
import type { TransactionPolicy } from '../../../domain/mobile-authentication/policy.ts';
import { insertionOf } from '../../../database/entity-columns.ts';
import { runStatement } from '../../../database/prepared-statement.ts';
import type { Statement } from '../../../database/prepared-statement.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { IdempotencyKey } from '../../../entities/idempotency/idempotency-key.ts';
import { Transaction } from '../../../entities/mobile-authentication/transaction.ts';
import { insertEvents } from '../../events/insert-events.ts';
import type { EventRecord } from '../../events/insert-events.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { equalBytes } from '../../../security/keyring.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { countPush, uncountPush } from './push-budget.ts';
import type { PushLimit } from './push-budget.ts';

/** Columns without a value when a transaction is opened. */
const nothingYet = {
  userId: null,
  registrationId: null,
  deviceId: null,
  device: null,
  reason: null,
  refusal: null,
  secureMessage: null,
  signingData: null,
  context: null,
  phoneNumber: null,
  callbackUri: null,
  attemptsUsed: 0,
  resendsUsed: 0,
  wrongCodes: 0,
  dispatchedAt: null,
  claimMessageId: null,
  fetchedAt: null,
  fetchMessageId: null,
  answerMessageId: null,
  closedAt: null,
  cancelRequestedAt: null,
  reportedAt: null,
  signature: null,
  signatureVerified: null,
} as const;

/** The validated values of a new transaction. */
export interface TransactionContent {
  /** Known before; else one is made. */
  id?: string;
  apiClientId: string;
  requestId: string;
  typeName: string;
  /** Unknown until a user claims an OTP. */
  userId?: string;
  registrationId?: string;
  deviceId?: string;
  device?: DeviceSnapshot;
  method: MethodName;
  policy: TransactionPolicy;
  message: string;
  secureMessage?: string;
  signingData?: string;
  /** JSON of a `TransactionContext`. */
  context?: string;
  phoneNumber?: string;
  callbackUri?: string;
}

/** An `Idempotency-Key` and the keyed hashes it is stored as. */
export interface RequestIdentity {
  keyHash: Buffer;
  requestHash: Buffer;
}

/** Parts that are written with the row. */
export interface TransactionExtras {
  identity?: RequestIdentity | undefined;
  event?: Omit<EventRecord, 'occurredAt' | 'userId' | 'subjectId'> | undefined;
}

/** Values of the transaction. */
export interface Opening {
  content: TransactionContent;
  /** What a push counts against. */
  limits: readonly PushLimit[];
  /** Values when a limit is exceeded; it may throw. */
  beyondLimits: (retryAfterSeconds: number) => TransactionContent;
}

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'random'>;

/**
 * Inserts the pending row from which the workflow is started: with the idempotency key, what a push counts against its limits, and the
 * event, if any, in one statement.
 * @returns the row, or that of the transaction an earlier request with the same key made.
 * @throws idempotency_key_reused, and what `beyondLimits` throws.
 */
export async function openTransaction(
  deps: Deps,
  { content, limits, beyondLimits }: Opening,
  { identity, event }: TransactionExtras = {},
): Promise<Transaction> {
  const now = deps.clock();
  // Of the same moment as `created_at`: lists take a span of time for a span of ids.
  const id = content.id ?? timeOrderedId(now.getTime());
  const open = (what: TransactionContent, within: readonly PushLimit[]) =>
    insertRow(deps, pendingRow(deps, id, what, now), { limits: within, identity, event });
  const first = await open(content, limits);
  if (first.row) return first.row;
  const { exceededUntil } = first;
  if (exceededUntil === null) {
    // A concurrent request with the same key was first.
    await uncountPush(deps, first.counted);
    return findEarlier(deps.em(), content.apiClientId, identity as RequestIdentity);
  }
  // Concurrent copies of this request may have exceeded the limit.
  const earlier = identity && (await findByIdempotencyKey(deps, content.apiClientId, identity));
  if (earlier) {
    await uncountPush(deps, first.counted);
    return earlier;
  }
  const second = await openBeyond(() => beyondLimits(Math.max(1, Math.ceil((exceededUntil - now.getTime()) / 1000))));
  return second.row ?? findEarlier(deps.em(), content.apiClientId, identity as RequestIdentity);

  async function openBeyond(choose: () => TransactionContent): Promise<Inserted> {
    try {
      return await open(choose(), []);
    } catch (error) {
      // A request with a key may be repeated, and is counted then.
      if ((identity || event) && error instanceof CountersignError) await uncountPush(deps, first.counted);
      throw error;
    }
  }
}

function pendingRow(deps: Pick<Deps, 'random'>, id: string, content: TransactionContent, now: Date): Transaction {
  return {
    ...nothingYet,
    ...content,
    id,
    status: 'pending',
    challenge: deps.random(32),
    createdAt: now,
    expiresAt: new Date(now.getTime() + content.policy.timeToLive * 1000),
  };
}

interface Inserted {
  row: Transaction | undefined;
  /** Epoch milliseconds; null unless a limit is exceeded. */
  exceededUntil: number | null;
  /** Keys of the limits that were counted. */
  counted: string[];
}

/** Inserts nothing beyond a limit, or when the key has a row already. */
async function insertRow(
  deps: Pick<Deps, 'em'>,
  row: Transaction,
  { limits, identity, event }: TransactionExtras & { limits: readonly PushLimit[] },
): Promise<Inserted> {
  const em = deps.em();
  const counting = countPush(limits, row.createdAt);
  const counted = counting
    .map((_, index) => `select key, expire, is_exceeded from counted_${index}`)
    .join(' union all ');
  const isWithin = limits.length > 0 ? `where not exists (select from (${counted}) c where c.is_exceeded)` : '';
  const insertion = insertionOf(em, Transaction, row);
  const key = identity && insertKey(row, identity, isWithin);
  const parts = [
    ...counting.map((part, index) => ({ name: `counted_${index}`, ...part })),
    ...(key ? [{ name: 'first', ...key }] : []),
    {
      name: 'opened',
      sql: `insert into transaction (${insertion.columns}) ${insertion.row.sql} ${key ? 'where exists (select from first)' : isWithin} returning id`,
      parameters: insertion.row.parameters,
    },
    ...(event ? [{ name: 'told', ...tellEvent(row, event) }] : []),
  ];
  const [outcome] = await runStatement<{ isOpened: boolean; exceededUntil: string | null; counted: string[] }>(em, {
    sql: `with ${parts.map(({ name, sql }) => `${name} as (${sql})`).join(', ')}
      select exists (select from opened) as "isOpened",
             ${limits.length > 0 ? `(select max(c.expire) from (${counted}) c where c.is_exceeded)` : 'null::bigint'} as "exceededUntil",
             ${limits.length > 0 ? `(select coalesce(array_agg(c.key::text), '{}') from (${counted}) c)` : `'{}'::text[]`} as counted`,
    parameters: parts.flatMap(({ parameters }) => parameters),
  });
  const { isOpened, exceededUntil = null, counted: keys = [] } = outcome ?? { isOpened: false };
  return {
    row: isOpened ? row : undefined,
    exceededUntil: exceededUntil === null ? null : Number(exceededUntil),
    counted: keys,
  };
}

/** Concurrent requests wait here for the first one. */
function insertKey(
  { id, apiClientId, createdAt }: Transaction,
  identity: RequestIdentity,
  isWithin: string,
): Statement {
  return {
    sql: `insert into idempotency_key (client_id, key_hash, request_hash, subject_id, created_at)
      select ?::text, ?::bytea, ?::bytea, ?::uuid, ?::timestamptz ${isWithin} on conflict do nothing returning subject_id`,
    parameters: [apiClientId, identity.keyHash, identity.requestHash, id, createdAt],
  };
}

function tellEvent(row: Transaction, event: NonNullable<TransactionExtras['event']>): Statement {
  const record = { ...event, occurredAt: row.createdAt, userId: row.userId ?? null, subjectId: row.id };
  return insertEvents([record], { rows: { sql: 'opened', parameters: [] } });
}

/** The transaction an earlier request with this key made, or undefined. */
export async function findByIdempotencyKey(
  deps: Pick<CommandDeps, 'em'>,
  apiClientId: string,
  identity: RequestIdentity,
): Promise<Transaction | undefined> {
  const em = deps.em();
  const rows = await runStatement(em, {
    sql: 'select from idempotency_key where client_id = ? and key_hash = ?',
    parameters: [apiClientId, identity.keyHash],
  });
  return rows.length > 0 ? findEarlier(em, apiClientId, identity) : undefined;
}

async function findEarlier(em: EntityManager, clientId: string, identity: RequestIdentity): Promise<Transaction> {
  const key = await em.findOneOrFail(IdempotencyKey, { clientId, keyHash: identity.keyHash });
  if (!equalBytes(key.requestHash, identity.requestHash)) throw new CountersignError('idempotency_key_reused');
  return em.findOneOrFail(Transaction, { id: key.subjectId });
}
