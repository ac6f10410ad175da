import { epoch } from '../../../database/epoch.ts';
import type { Statement } from '../../../database/prepared-statement.ts';
import type { MailTemplateName } from '../../../domain/configuration/message-templates/mail/mail-templates.ts';
import type { MessageChannel, MessageState } from '../../../domain/messages/delivery/status.ts';
import type { DeliveryStatus } from '../../../domain/messages/text-messages/status.ts';
import { openColumn } from '../../../entities/columns/encrypted.ts';
import { messageState } from '../../../entities/messages/message.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** Filters of an operator's search; all are optional. */
export interface MessageFilter {
  /** Exact. */
  userId?: string | undefined;
  channel?: MessageChannel | undefined;
  state?: MessageState | undefined;
  template?: MailTemplateName | undefined;
  /** Created then or later ... */
  since?: Date | undefined;
  /** ... and before this. */
  until?: Date | undefined;
}

/** Where a list goes on: behind this message. */
export interface MessagePosition {
  /** Microseconds of the epoch, as the database has them. */
  createdAt: string;
  id: string;
}

/** A message for operators, without what it says. Times are epoch milliseconds. */
export interface SeenMessage {
  id: string;
  userId: string | null;
  channel: MessageChannel;
  template: string;
  locale: string;
  /** Masked. */
  destination: string | null;
  state: MessageState;
  failure: string | null;
  deliveryStatus: DeliveryStatus | null;
  deliveryError: string | null;
  deliveryReportedAt: number | null;
  attempts: number;
  requestId: string | null;
  createdAt: number;
  expiresAt: number;
  endedAt: number | null;
  position: MessagePosition;
}

type Deps = Pick<CommandDeps, 'em' | 'keyring'>;
type Row = Omit<SeenMessage, 'destination' | 'position'> & { destination: Buffer | null; micros: string };

const columns = `id, user_id as "userId", channel, template, locale, destination, ${messageState} as state, failure, delivery_status as "deliveryStatus",
  delivery_error as "deliveryError", ${epoch('delivery_reported_at')} as "deliveryReportedAt", attempts, request_id as "requestId",
  ${epoch('created_at')} as "createdAt", ${epoch('expires_at')} as "expiresAt", ${epoch('ended_at')} as "endedAt",
  floor(extract(epoch from created_at) * 1000000)::bigint::text as micros`;

/** Messages, newest first. Each filter has an index in this order. */
export async function findMessages(
  deps: Deps,
  filter: MessageFilter,
  { limit, after }: { limit: number; after?: MessagePosition | undefined },
): Promise<SeenMessage[]> {
  const conditions = [...conditionsOf(filter), ...(after ? [behind(after)] : [])];
  const where = conditions.length === 0 ? '' : `where ${conditions.map(({ sql }) => sql).join(' and ')}`;
  const parameters = [...conditions.flatMap((condition) => condition.parameters), limit];
  const rows = await deps
    .em()
    .execute<Row[]>(`select ${columns} from message ${where} order by created_at desc, id desc limit ?`, parameters);
  return rows.map((row) => read(deps, row));
}

/** One message, or undefined. */
export async function findMessage(deps: Deps, id: string): Promise<SeenMessage | undefined> {
  const [found] = await deps.em().execute<Row[]>(`select ${columns} from message where id = ?`, [id]);
  return found && read(deps, found);
}

function conditionsOf({ userId, channel, state, template, since, until }: MessageFilter): Statement[] {
  const equal = { user_id: userId, channel, [messageState]: state, template };
  return [
    ...Object.entries(equal).flatMap(([column, value]) =>
      value === undefined ? [] : [{ sql: `(${column}) = ?`, parameters: [value] }],
    ),
    ...(since ? [{ sql: 'created_at >= ?', parameters: [storable(since)] }] : []),
    ...(until ? [{ sql: 'created_at < ?', parameters: [storable(until)] }] : []),
  ];
}

/** No message is older than the epoch; the database refuses some of the years before it. */
function storable(moment: Date): Date {
  return new Date(Math.max(0, moment.getTime()));
}

function behind({ createdAt, id }: MessagePosition): Statement {
  const sql = `(created_at, id) < (timestamptz 'epoch' + ?::float8 * interval '1 microsecond', ?::uuid)`;
  return { sql, parameters: [createdAt, id] };
}

function read({ keyring }: Deps, { destination, micros, ...row }: Row): SeenMessage {
  return {
    ...row,
    destination: destination && openColumn(keyring, 'message.destination', destination),
    position: { createdAt: micros, id: row.id },
  };
}
