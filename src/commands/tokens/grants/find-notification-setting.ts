import { User } from '../../../entities/persons/user.ts';
import { OauthGrant } from '../../../entities/tokens/oauth-grant.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { NotificationType } from '../../persons/users/notification-setting.ts';

/** How a user is to be notified: by choice, else by e-mail once something has access to them. Undefined: no site or app has access to the user. */
export async function findNotificationSetting(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  userId: string,
): Promise<NotificationType | undefined> {
  const em = deps.em();
  const user = await em.findOne(User, { id: userId }, { fields: ['notificationType'] });
  if (user?.notificationType) return user.notificationType;
  return (await em.count(OauthGrant, { accountId: userId, expiresAt: { $gt: deps.clock() } })) > 0
    ? 'EMAIL'
    : undefined;
}
