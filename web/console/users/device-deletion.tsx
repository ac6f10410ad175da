import { useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import { useTexts } from '../language/language.ts';
import parts from '../parts/parts.module.css';
import type { Ask } from './user-page.tsx';
import type { Device } from './users-query.ts';

/**
 * Asks before a phone is deleted, with all its users in view: they are disconnected too. The API refuses when they are others by then.
 */
export function useDeviceDeletion(userId: string, ask: Ask): (device: Pick<Device, 'id' | 'name'>) => Promise<void> {
  const { t } = useTexts();
  const queries = useQueryClient();
  return async ({ id, name }) => {
    const at = { params: { path: { device_id: id } } };
    const { users, users_digest: digest } = await queries.fetchQuery({
      queryKey: ['device users', id],
      queryFn: () => answerOf(api.GET('/admin/v1/devices/{device_id}/users', at)),
      staleTime: 0,
    });
    ask({
      title: t('device.deleteTitle', { name }),
      text: (
        <>
          <p>{t('device.deleteText', { count: users.length })}</p>
          <ul className={parts.list} aria-label={t('device.users')}>
            {users.map(({ user_id: each }) => (
              <li key={each}>{each === userId ? t('device.thisUser', { id: each }) : each}</li>
            ))}
          </ul>
        </>
      ),
      confirm: t('device.delete'),
      danger: true,
      run: () =>
        answerOf(
          api.DELETE('/admin/v1/devices/{device_id}', {
            params: { path: { device_id: id }, header: { 'If-Match': `"${digest}"` } },
          }),
        ),
    });
  };
}
