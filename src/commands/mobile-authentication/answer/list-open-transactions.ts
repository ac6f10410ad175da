import type { MethodName } from '../../../domain/configuration/mobile-authentication-types/method-names.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { findApplication } from '../../devices/key-enrollment/find-application.ts';
import { appMethods } from './app-transaction.ts';

/** Most transactions of a list. */
const most = 50;

/** An entry of the list of open transactions, without the content, which needs a fetch. */
export interface OpenTransaction {
  id: string;
  typeName: string;
  method: MethodName;
  /** Epoch milliseconds. */
  createdAt: number;
  expiresAt: number;
  fetched: boolean;
}

export interface OpenTransactions {
  transactions: OpenTransaction[];
  /** Fingerprint of the server key that the registration should have, lower-case hex; undefined = keys were never exchanged. */
  serverKeyFingerprint: string | undefined;
}

/** A registration has at least one row: without an open transaction its columns are null. */
type Row = { applicationVersion: string; enrolled: boolean; ownServerKey: string | null } & (
  | { id: null }
  | OpenTransaction
);

const select = `
  select d.application_version_id as "applicationVersion", k.registration_id is not null as enrolled,
         case when k.server_private_key is not null then k.server_key_fingerprint end as "ownServerKey",
         t.id, t.type_name as "typeName", t.method, t.fetched_at is not null as fetched,
         (extract(epoch from t.created_at) * 1000)::float8 as "createdAt", (extract(epoch from t.expires_at) * 1000)::float8 as "expiresAt"
    from registration r
    join device d on d.id = r.device_id
    left join key_enrollment k on k.registration_id = r.id
    left join transaction t on t.registration_id = r.id and t.status = 'pending' and t.method in (${appMethods.map(() => '?').join(', ')})
                           and (t.method <> 'OTP' or t.claim_message_id is not null)
                           and t.dispatched_at is not null and t.expires_at > ?
   where r.id = ?
   order by t.created_at
   limit ${most}`;

/**
 * The open transactions of a registration, oldest first, and the server key that it should have. One query, on a
 * partial index of the open ones.
 * @throws CountersignError `invalid_token`: there is no such registration any more
 */
export async function listOpenTransactions(
  deps: Pick<CommandDeps, 'em' | 'clock'> & { configuration: ConfigurationSource },
  registrationId: string,
): Promise<OpenTransactions> {
  const rows = await deps.em().execute<Row[]>(select, [...appMethods, deps.clock(), registrationId]);
  const [first] = rows;
  if (!first) throw new CountersignError('invalid_token', { detail: 'disconnected since it was let in' });
  const { application } = findApplication(await deps.configuration.current(), first);
  const transactions = rows.filter((row): row is Row & OpenTransaction => row.id !== null);
  return {
    transactions,
    serverKeyFingerprint: first.enrolled ? (first.ownServerKey ?? application.serverKeyFingerprint) : undefined,
  };
}
