import { User } from '../../../entities/persons/user.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordChange } from './user-action.ts';
import type { UserAction } from './user-action.ts';

export const notificationTypes = ['EMAIL', 'SMS', 'NONE'] as const;
export type NotificationType = (typeof notificationTypes)[number];

/** Stores how a user is notified, also for a user without devices. */
export async function setNotificationType(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  setting: { userId: string; type: NotificationType },
  action: UserAction,
): Promise<void> {
  const { userId: id, type: notificationType } = setting;
  await deps.em().transactional(async (em) => {
    await em
      .createQueryBuilder(User)
      .insert({ id, notificationType })
      .onConflict('id')
      .merge(['notificationType'])
      .execute();
    recordChange(em, action, { userId: id, detail: notificationType }, deps.clock());
  });
}

/** Deletes it. Idempotent. */
export async function removeNotificationType(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  userId: string,
  action: UserAction,
): Promise<void> {
  await deps.em().transactional(async (em) => {
    const changed = await em.nativeUpdate(
      User,
      { id: userId, notificationType: { $ne: null } },
      { notificationType: null },
    );
    if (changed > 0) recordChange(em, action, { userId }, deps.clock());
  });
}
