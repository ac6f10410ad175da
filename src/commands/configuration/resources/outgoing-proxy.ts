import type { EntityManager } from '@mikro-orm/postgresql';
import type { CommandDeps } from '../../command-deps.ts';
import { changeRow } from '../change-row.ts';
import { invalidField } from '../conflicts.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { outgoingProxyFields } from '../../../domain/configuration/field-names.ts';
import { OutgoingProxy } from '../../../entities/configuration/outgoing-proxy.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';

/** Id of the one row. */
export const proxyId = 'outgoing-proxy';

/** Fields of the proxy that an operator sets. */
type OutgoingProxyValues = Pick<OutgoingProxy, keyof typeof outgoingProxyFields>;

/** Values before anything is configured. */
const noProxy: OutgoingProxyValues = {
  enabled: false,
  host: null,
  port: null,
  username: null,
  password: null,
  preemptive: true,
  directHosts: [],
};

/** Serialises changes of the proxy, also before the row exists. */
const lock = 'select pg_advisory_xact_lock(7100049)';

/** The configured proxy, locked until the transaction ends. */
async function findLockedProxy(em: EntityManager): Promise<OutgoingProxy | null> {
  await em.execute(lock, [], 'get', em.getTransactionContext());
  return em.findOne(OutgoingProxy, { id: proxyId });
}

/**
 * Requires host and port of an enabled proxy, and user name and password together.
 * @throws CountersignError `invalid_request`
 */
function checkProxy(proxy: OutgoingProxyValues): void {
  for (const column of ['host', 'port'] as const) {
    if (proxy.enabled && !proxy[column])
      throw invalidField(outgoingProxyFields[column], 'missing', 'A proxy that is on has a host and a port.');
  }
  if (proxy.password && !proxy.username) throw invalidField('username', 'missing', 'A password goes with a username.');
  if (proxy.username && !proxy.password) throw invalidField('password', 'missing', 'A username goes with a password.');
}

/**
 * Keeps the stored password from a new proxy: a caller that can only write it must not redirect it to a host where it can be read.
 * @throws CountersignError `invalid_request` unless it is sent again or removed.
 */
function checkProxyMove(before: OutgoingProxyValues, values: Partial<OutgoingProxyValues>): void {
  const isMoved = (['host', 'port'] as const).some(
    (column) => values[column] !== undefined && values[column] !== before[column],
  );
  if (isMoved && before.password && values.password === undefined)
    throw invalidField(
      'password',
      'needed_with_host',
      'Send the password too, or null: another proxy is given only what its author knows.',
    );
}

interface Change {
  values: Partial<OutgoingProxyValues>;
  /** True (PUT): fields that are not sent are cleared, the password too. False (PATCH): they stay. */
  replace: boolean;
  origin: RequestOrigin;
  /** Tag of the row that the caller read (`If-Match`). An older one is refused with `configuration_changed`. */
  ifMatch?: string | undefined;
}

/**
 * Configures the proxy to providers, or that there is none, in place of the environment's.
 * @throws CountersignError `invalid_request`, `configuration_changed`
 */
export async function changeOutgoingProxy(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { values, replace, origin, ifMatch }: Change,
): Promise<void> {
  if (!replace && Object.keys(values).length === 0) return;
  await deps.em().transactional(async (em) => {
    const found = await findLockedProxy(em);
    checkTag(deps.keyring, found ?? {}, ifMatch);
    if (found && !replace) checkProxyMove(found, values);
    const row = found ?? em.create(OutgoingProxy, { id: proxyId, ...noProxy }, { persist: true });
    const fields = changeRow(row, replace ? { ...noProxy, ...values } : values, outgoingProxyFields);
    checkProxy(row);
    if (fields.length > 0 || !found)
      await recordConfigurationChange(em, {
        event: 'CONFIGURATION OUTGOING PROXY CHANGED',
        origin,
        occurredAt: deps.clock(),
        subjectId: proxyId,
        fields,
      });
  });
}

/**
 * Deletes the proxy and its password: the environment's proxy applies again.
 * @throws CountersignError `not_found`, `configuration_changed`
 */
export async function deleteOutgoingProxy(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { origin, ifMatch }: { origin: RequestOrigin; ifMatch?: string | undefined },
): Promise<void> {
  await deps.em().transactional(async (em) => {
    const proxy = await findLockedProxy(em);
    if (!proxy) throw new CountersignError('not_found');
    checkTag(deps.keyring, proxy, ifMatch);
    em.remove(proxy);
    await recordConfigurationChange(em, {
      event: 'CONFIGURATION OUTGOING PROXY DELETED',
      origin,
      occurredAt: deps.clock(),
      subjectId: proxyId,
      fields: [],
    });
  });
}
