import { IconDots } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Badge } from '../../design/data/badge.tsx';
import { DataTable, LoadingRows, type Column } from '../../design/data/data-table.tsx';
import { Menu, type MenuAction } from '../../design/overlay/menu.tsx';
import { answerOf, api } from '../api/client.ts';
import { useMay } from '../api/session.ts';
import { useTexts } from '../language/language.ts';
import { PageProblem } from '../parts/page-problem.tsx';
import { NothingHere, Section } from '../parts/section.tsx';
import { TimeText } from '../parts/time-text.tsx';
import { useDeviceDeletion } from './device-deletion.tsx';
import type { Ask } from './user-page.tsx';
import classes from './users.module.css';
import { partQuery, type Device } from './users-query.ts';

/** One phone of one user, for a request. */
type At = { params: { path: { user_id: string; id: string } } };

/** The phones of a user, with what can be taken away from each. */
export function DevicesSection({ userId, ask }: { userId: string; ask: Ask }) {
  const { t } = useTexts();
  const { data, error, refetch } = useQuery(partQuery(userId, 'devices'));
  const columns = useColumns(userId, ask);
  return (
    <Section title={t('user.devices')} count={data?.items.length}>
      {error && <PageProblem error={error} again={() => void refetch()} />}
      {!data && !error && <LoadingRows label={t('parts.loading')} count={2} />}
      {data?.items.length === 0 && <NothingHere>{t('user.noDevices')}</NothingHere>}
      {data && data.items.length > 0 && (
        <DataTable label={t('user.devices')} columns={columns} rows={data.items} idOf={({ id }) => id} />
      )}
    </Section>
  );
}

function DeviceBadges({ device }: { device: Device }) {
  const { t } = useTexts();
  return (
    <span className={classes.badges}>
      <Badge tone={device.mobile_authentication_enabled ? 'success' : 'quiet'}>
        {device.mobile_authentication_enabled ? t('device.enrolled') : t('device.notEnrolled')}
      </Badge>
      {device.push_enabled && <Badge tone="accent">{t('device.push')}</Badge>}
    </span>
  );
}

function useColumns(userId: string, ask: Ask): Column<Device>[] {
  const { t } = useTexts();
  const may = useMay();
  const actionsOf = useDeviceActions(userId, ask);
  const columns: Column<Device>[] = [
    {
      id: 'name',
      name: t('device.name'),
      show: (device) => (
        <span className={classes.two}>
          <span>{device.name}</span>
          <span className={classes.sub}>
            {[device.model, device.platform === 'ios' ? 'iOS' : 'Android', device.os_version]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </span>
      ),
    },
    { id: 'application', name: t('device.application'), room: 'wide', show: ({ application }) => application },
    {
      id: 'state',
      name: t('device.state'),
      show: (device) => <DeviceBadges device={device} />,
    },
    {
      id: 'used',
      name: t('device.lastUsed'),
      room: 'wide',
      show: ({ last_used_at: at }) => <TimeText at={at} relative />,
    },
  ];
  if (!may('users.modify')) return columns;
  const actions: Column<Device> = {
    id: 'actions',
    name: t('parts.actions'),
    quiet: true,
    show: (device) => (
      <Menu label={t('device.actions', { name: device.name })} actions={actionsOf(device)}>
        <IconDots size={16} aria-hidden="true" />
      </Menu>
    ),
  };
  return [...columns, actions];
}

/** What can be done with one phone. */
function useDeviceActions(userId: string, ask: Ask): (device: Device) => MenuAction[] {
  const { t } = useTexts();
  const askDeletion = useDeviceDeletion(userId, ask);
  const kinds = {
    revokePush: (at: At) => api.DELETE('/admin/v1/users/{user_id}/devices/{id}/push', at),
    revokeKeys: (at: At) => api.DELETE('/admin/v1/users/{user_id}/devices/{id}/mobile-authentication', at),
    disconnect: (at: At) => api.DELETE('/admin/v1/users/{user_id}/devices/{id}', at),
  };
  const offer = (kind: keyof typeof kinds, { id, name }: Device): MenuAction => ({
    id: kind,
    name: t(`device.${kind}`),
    danger: kind === 'disconnect',
    onSelect: () =>
      ask({
        title: t(`device.${kind}Title`, { name }),
        text: t(`device.${kind}Text`),
        confirm: t(`device.${kind}`),
        danger: true,
        run: () => answerOf(kinds[kind]({ params: { path: { user_id: userId, id } } })),
      }),
  });
  return (device) => [
    ...(device.push_enabled ? [offer('revokePush', device)] : []),
    ...(device.mobile_authentication_enabled ? [offer('revokeKeys', device)] : []),
    offer('disconnect', device),
    { id: 'delete', name: t('device.delete'), danger: true, onSelect: () => void askDeletion(device) },
  ];
}
