import { defaultMessageKey } from '../../../domain/mobile-authentication/default-message.ts';
import { MessageTemplate } from '../../../entities/configuration/message-template.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { refuseWhileUsed } from '../conflicts.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';
import { findFallbackUses, findLockedType, lockTypes } from './type-values.ts';

/**
 * Deletes a type that no other falls back to, and its default messages. Its open transactions go on: they have its policy.
 * @throws CountersignError `not_found`; `configuration_conflict` naming the types that fall back to it.
 */
export async function deleteType(deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>, { name, origin, ifMatch }: { name: string; origin: RequestOrigin; ifMatch?: string | undefined }): Promise<void> {
  await deps.em().transactional(async (em) => {
    await lockTypes(em);
    const type = await findLockedType(em, name);
    checkTag(deps.keyring, type, ifMatch);
    refuseWhileUsed(await findFallbackUses(em, name));
    await em.nativeDelete(MessageTemplate, { key: defaultMessageKey(name) });
    em.remove(type);
    await recordConfigurationChange(em, { event: 'CONFIGURATION MOBILE AUTHENTICATION TYPE DELETED', origin, occurredAt: deps.clock(), subjectId: name.slice(0, 64), fields: [] });
  });
}
