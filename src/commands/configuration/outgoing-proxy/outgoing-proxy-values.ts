import type { EntityManager } from '@mikro-orm/postgresql';
import { outgoingProxyFields } from '../../../domain/configuration/field-names.ts';
import { OutgoingProxy } from '../../../entities/configuration/outgoing-proxy.ts';
import { invalidField } from '../conflicts.ts';

/** Id of the one row. */
export const proxyId = 'outgoing-proxy';

/** What an operator decides about the proxy. */
export type OutgoingProxyValues = Pick<OutgoingProxy, keyof typeof outgoingProxyFields>;

/** What there is before anything is configured. */
export const noProxy: OutgoingProxyValues = { enabled: false, host: null, port: null, username: null, password: null, preemptive: true, directHosts: [] };

/** One change of the proxy at a time, also of one that is not there yet. */
const lock = 'select pg_advisory_xact_lock(7100049)';

/** The proxy as it is configured, nobody else changing it until the transaction ends. */
export async function findLockedProxy(em: EntityManager): Promise<OutgoingProxy | null> {
  await em.execute(lock, [], 'get', em.getTransactionContext());
  return em.findOne(OutgoingProxy, { id: proxyId });
}

/**
 * A proxy that is on has an address, and a name goes with a password.
 * @throws CountersignError `invalid_request`
 */
export function checkProxy(proxy: OutgoingProxyValues): void {
  for (const column of ['host', 'port'] as const) {
    if (proxy.enabled && !proxy[column]) throw invalidField(outgoingProxyFields[column], 'missing', 'A proxy that is on has a host and a port.');
  }
  if (proxy.password && !proxy.username) throw invalidField('username', 'missing', 'A password goes with a username.');
  if (proxy.username && !proxy.password) throw invalidField('password', 'missing', 'A username goes with a password.');
}

/**
 * The password is for one proxy: who may write it may not have it sent to where it can be read.
 * @throws CountersignError `invalid_request` unless it comes anew, or goes.
 */
export function checkProxyMove(before: OutgoingProxyValues, values: Partial<OutgoingProxyValues>): void {
  const isMoved = (['host', 'port'] as const).some((column) => values[column] !== undefined && values[column] !== before[column]);
  if (isMoved && before.password && values.password === undefined) throw invalidField('password', 'needed_with_host', 'Send the password too, or null: another proxy is given only what its author knows.');
}
