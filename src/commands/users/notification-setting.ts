import { User } from '../../entities/people/user.ts';
import { OauthGrant } from '../../entities/tokens/oauth-grant.ts';
import type { CommandDeps } from '../command-deps.ts';
import { recordChange } from './user-action.ts';
import type { UserAction } from './user-action.ts';

export const notificationTypes = ['EMAIL', 'SMS', 'NONE'] as const;
export type NotificationType = (typeof notificationTypes)[number];

/** How a user is to be notified: by choice, else by e-mail once something has access to them. Undefined: there is nobody to notify. */
export async function findNotificationSetting(deps: Pick<CommandDeps, 'em' | 'clock'>, userId: string): Promise<NotificationType | undefined> {
  const em = deps.em();
  const user = await em.findOne(User, { id: userId }, { fields: ['notificationType'] });
  if (user?.notificationType) return user.notificationType;
  return (await em.count(OauthGrant, { accountId: userId, expiresAt: { $gt: deps.clock() } })) > 0 ? 'EMAIL' : undefined;
}

/** Keeps how a user is to be notified, also of a user who is only announced by it. */
export async function setNotificationType(deps: Pick<CommandDeps, 'em' | 'clock'>, setting: { userId: string; type: NotificationType }, action: UserAction): Promise<void> {
  const { userId: id, type: notificationType } = setting;
  await deps.em().transactional(async (em) => {
    await em.createQueryBuilder(User).insert({ id, notificationType }).onConflict('id').merge(['notificationType']).execute();
    recordChange(em, action, { userId: id, detail: notificationType }, deps.clock());
  });
}

/** Forgets it. Twice is once. */
export async function removeNotificationType(deps: Pick<CommandDeps, 'em' | 'clock'>, userId: string, action: UserAction): Promise<void> {
  await deps.em().transactional(async (em) => {
    const changed = await em.nativeUpdate(User, { id: userId, notificationType: { $ne: null } }, { notificationType: null });
    if (changed > 0) recordChange(em, action, { userId }, deps.clock());
  });
}
