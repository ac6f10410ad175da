import { outgoingProxyFields } from '../../../domain/configuration/field-names.ts';
import { OutgoingProxy } from '../../../entities/configuration/outgoing-proxy.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { changeRow } from '../change-row.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';
import { checkProxy, checkProxyMove, findLockedProxy, noProxy, proxyId } from './outgoing-proxy-values.ts';
import type { OutgoingProxyValues } from './outgoing-proxy-values.ts';

interface Change {
  values: Partial<OutgoingProxyValues>;
  /** True: what is not sent is nothing again, the password too. False: it stays. */
  replace: boolean;
  origin: RequestOrigin;
  /** Tag of what the author of the change saw: `configuration_changed` when that was an older state. */
  ifMatch?: string | undefined;
}

/**
 * Says through which proxy providers are reached from now on, or that there is none, whatever the environment says.
 * @throws CountersignError `invalid_request`, `configuration_changed`
 */
export async function changeOutgoingProxy(deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>, { values, replace, origin, ifMatch }: Change): Promise<void> {
  if (!replace && Object.keys(values).length === 0) return;
  await deps.em().transactional(async (em) => {
    const found = await findLockedProxy(em);
    checkTag(deps.keyring, found ?? {}, ifMatch);
    if (found && !replace) checkProxyMove(found, values);
    const row = found ?? em.create(OutgoingProxy, { id: proxyId, ...noProxy }, { persist: true });
    const fields = changeRow(row, replace ? { ...noProxy, ...values } : values, outgoingProxyFields);
    checkProxy(row);
    if (fields.length > 0 || !found) await recordConfigurationChange(em, { event: 'CONFIGURATION OUTGOING PROXY CHANGED', origin, occurredAt: deps.clock(), subjectId: proxyId, fields });
  });
}
