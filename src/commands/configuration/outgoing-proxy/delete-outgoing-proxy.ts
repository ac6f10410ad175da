import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';
import { findLockedProxy, proxyId } from './outgoing-proxy-values.ts';

/**
 * Forgets the proxy and its password: the environment says again.
 * @throws CountersignError `not_found`, `configuration_changed`
 */
export async function deleteOutgoingProxy(deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>, { origin, ifMatch }: { origin: RequestOrigin; ifMatch?: string | undefined }): Promise<void> {
  await deps.em().transactional(async (em) => {
    const proxy = await findLockedProxy(em);
    if (!proxy) throw new CountersignError('not_found');
    checkTag(deps.keyring, proxy, ifMatch);
    em.remove(proxy);
    await recordConfigurationChange(em, { event: 'CONFIGURATION OUTGOING PROXY DELETED', origin, occurredAt: deps.clock(), subjectId: proxyId, fields: [] });
  });
}
