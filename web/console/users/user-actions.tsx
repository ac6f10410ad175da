import { IconChevronDown } from '@tabler/icons-react';
import { answerOf, api } from '../api/client.ts';
import { useMay } from '../api/session.ts';
import { Menu, type MenuAction } from '../../design/overlay/menu.tsx';
import { useTexts, type TextKey } from '../language/language.ts';
import type { Ask } from './user-page.tsx';
import classes from './user-actions.module.css';
import type { User } from './users-query.ts';

const personActions = {
  disable: (user_id: string, reason: string) =>
    api.POST('/admin/v1/users/{user_id}/disable', { params: { path: { user_id } }, body: { reason } }),
  enable: (user_id: string, reason: string) =>
    api.POST('/admin/v1/users/{user_id}/enable', { params: { path: { user_id } }, body: { reason } }),
  unlock: (user_id: string, reason: string) =>
    api.POST('/admin/v1/users/{user_id}/unlock', { params: { path: { user_id } }, body: { reason } }),
  unfreeze: (user_id: string) => api.DELETE('/admin/v1/users/{user_id}/push-freeze', { params: { path: { user_id } } }),
  revokePush: (user_id: string) => api.DELETE('/admin/v1/users/{user_id}/push', { params: { path: { user_id } } }),
  revokeKeys: (user_id: string) =>
    api.DELETE('/admin/v1/users/{user_id}/mobile-authentication', { params: { path: { user_id } } }),
  disconnect: (user_id: string) => api.DELETE('/admin/v1/users/{user_id}/devices', { params: { path: { user_id } } }),
  remove: (user_id: string) => api.DELETE('/admin/v1/users/{user_id}', { params: { path: { user_id } } }),
};

type Kind = keyof typeof personActions;

/** Each asks for a reason, which the API keeps with the person. */
const withReason: readonly Kind[] = ['disable', 'enable', 'unlock'];
const dangerous: readonly Kind[] = ['disable', 'revokePush', 'revokeKeys', 'disconnect', 'remove'];

/** What can be done with this user as they are now. */
function kindsFor(user: User): Kind[] {
  const { status } = user;
  const hasDevices = user.devices > 0;
  const isOpenToAll = status === 'active' || status === 'inactive' || status === 'restricted';
  const kinds: Record<Kind, boolean> = {
    unlock: status !== null,
    unfreeze: user.push_frozen_until !== null,
    enable: status === 'disabled' || status === 'inactive',
    revokePush: hasDevices,
    revokeKeys: hasDevices,
    disconnect: hasDevices,
    disable: isOpenToAll,
    remove: status !== null,
  };
  return (Object.keys(kinds) as Kind[]).filter((kind) => kinds[kind]);
}

/** Everything that concerns the user as a whole. */
export function UserActions({ user, ask }: { user: User; ask: Ask }) {
  const { t } = useTexts();
  const may = useMay();
  if (!may('users.modify')) return null;
  const id = user.user_id;
  const name = user.display_name ?? user.username ?? id;
  const typed = user.username ?? id;
  const actions = kindsFor(user).map((kind): MenuAction => ({
    id: kind,
    name: t(`userAction.${kind}` as TextKey),
    danger: dangerous.includes(kind),
    onSelect: () =>
      ask({
        title: t(`userAction.${kind}Title` as TextKey, { name }),
        text: t(`userAction.${kind}Text` as TextKey),
        confirm: t(`userAction.${kind}` as TextKey),
        danger: dangerous.includes(kind),
        needsReason: withReason.includes(kind),
        ...(kind === 'remove' && { typed }),
        run: async (reason) => void (await answerOf<unknown>(personActions[kind](id, reason))),
      }),
  }));
  if (actions.length === 0) return null;
  return (
    <div className={classes.actions}>
      <Menu label={t('user.actions')} actions={actions}>
        {t('parts.actions')}
        <IconChevronDown size={16} aria-hidden="true" />
      </Menu>
    </div>
  );
}
