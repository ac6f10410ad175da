import type { MethodName } from '../../../domain/configuration/mobile-authentication-types/method-names.ts';
import type { MethodStep } from '../../../domain/mobile-authentication/policy.ts';
import type { CallbackStatus, FailureReason, TransactionStatus } from '../../../domain/mobile-authentication/status.ts';
import { smallestId } from '../../../entities/columns/id.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { epoch } from '../../../database/epoch.ts';
import type { Statement } from '../../../database/prepared-statement.ts';

/** Filters of an operator's search; all are optional. */
export interface TransactionFilter {
  status?: TransactionStatus | undefined;
  reason?: FailureReason | undefined;
  type?: string | undefined;
  method?: MethodName | undefined;
  /** Identifier of the phone's application. */
  application?: string | undefined;
  /** Exact. */
  userId?: string | undefined;
  /** Of its callback. */
  callback?: CallbackStatus | undefined;
  /** Created then or later ... */
  since?: Date | undefined;
  /** ... and before this. */
  until?: Date | undefined;
}

/** A transaction for operators, without content and phone number. Times are epoch milliseconds. */
export interface SeenTransaction {
  id: string;
  status: TransactionStatus;
  reason: FailureReason | null;
  refusal: string | null;
  type: string;
  method: MethodName;
  application: string | null;
  deviceId: string | null;
  userId: string | null;
  apiClientId: string;
  requestId: string;
  steps: MethodStep[];
  attemptsUsed: number;
  resendsUsed: number;
  createdAt: number;
  expiresAt: number;
  dispatchedAt: number | null;
  fetchedAt: number | null;
  cancelRequestedAt: number | null;
  closedAt: number | null;
  callbackStatus: CallbackStatus | null;
}

/** Without the encrypted columns: their content is private to the site and its user. */
const columns = `t.id, t.status, t.reason, t.refusal, t.type_name as type, t.method, t.device->>'application' as application, t.device_id as "deviceId", t.user_id as "userId",
  t.api_client_id as "apiClientId", t.request_id as "requestId", t.policy->'steps' as steps, t.attempts_used as "attemptsUsed", t.resends_used as "resendsUsed",
  ${epoch('t.created_at')} as "createdAt", ${epoch('t.expires_at')} as "expiresAt", ${epoch('t.dispatched_at')} as "dispatchedAt", ${epoch('t.fetched_at')} as "fetchedAt",
  ${epoch('t.cancel_requested_at')} as "cancelRequestedAt", ${epoch('t.closed_at')} as "closedAt", d.status as "callbackStatus"`;
const source = 'transaction t left join callback_delivery d on d.transaction_id = t.id';

/**
 * Transactions, newest first.
 * @param page.after id of the last one of the page before.
 */
export async function findTransactions(
  deps: Pick<CommandDeps, 'em'>,
  filter: TransactionFilter,
  page: { limit: number; after?: string | undefined },
): Promise<SeenTransaction[]> {
  const conditions = [
    ...conditionsOf(filter),
    ...(page.after === undefined ? [] : [{ sql: 't.id < ?::uuid', parameters: [page.after] }]),
  ];
  const where = conditions.length === 0 ? '' : `where ${conditions.map(({ sql }) => sql).join(' and ')}`;
  return deps
    .em()
    .execute(`select ${columns} from ${source} ${where} order by t.id desc limit ?`, [
      ...conditions.flatMap(({ parameters }) => parameters),
      page.limit,
    ]);
}

/** One transaction, or undefined. */
export async function findTransaction(deps: Pick<CommandDeps, 'em'>, id: string): Promise<SeenTransaction | undefined> {
  const [found] = await deps.em().execute<SeenTransaction[]>(`select ${columns} from ${source} where t.id = ?`, [id]);
  return found;
}

/** Ids begin with the time of their creation, so a span of time is a span of the primary key. */
function conditionsOf({
  status,
  reason,
  type,
  method,
  application,
  userId,
  callback,
  since,
  until,
}: TransactionFilter): Statement[] {
  const equal = {
    't.status': status,
    't.reason': reason,
    't.type_name': type,
    't.method': method,
    "t.device->>'application'": application,
    't.user_id': userId,
    'd.status': callback,
  };
  return [
    ...Object.entries(equal).flatMap(([column, value]) =>
      value === undefined ? [] : [{ sql: `${column} = ?`, parameters: [value] }],
    ),
    ...(since ? [{ sql: 't.id >= ?::uuid', parameters: [boundAt(since)] }] : []),
    ...(until ? [{ sql: 't.id < ?::uuid', parameters: [boundAt(until)] }] : []),
  ];
}

function boundAt(moment: Date): string {
  return smallestId(Math.max(0, moment.getTime()));
}
