import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';
import { findLockedGateway, gatewayId } from './gateway-values.ts';

/**
 * Forgets the gateway with all its secrets: the environment says again through whom text messages go.
 * @throws CountersignError `not_found`, `configuration_changed`
 */
export async function deleteSmsGateway(deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>, { origin, ifMatch }: { origin: RequestOrigin; ifMatch?: string | undefined }): Promise<void> {
  await deps.em().transactional(async (em) => {
    const gateway = await findLockedGateway(em);
    if (!gateway) throw new CountersignError('not_found');
    checkTag(deps.keyring, gateway, ifMatch);
    em.remove(gateway);
    await recordConfigurationChange(em, { event: 'CONFIGURATION SMS GATEWAY DELETED', origin, occurredAt: deps.clock(), subjectId: gatewayId, subject: gateway.gateway, fields: [] });
  });
}
