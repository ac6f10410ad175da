import { IconShieldX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Button } from '../../../design/controls/button.tsx';
import { Badge } from '../../../design/data/badge.tsx';
import type { Column } from '../../../design/data/data-table.tsx';
import { answerOf, api } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { useTexts, type TextKey } from '../../language/language.ts';
import { TimeText } from '../../parts/time-text.tsx';
import { AccessList } from '../access-list.tsx';
import type { Ask } from '../user-page.tsx';
import classes from '../users.module.css';
import { partQuery, type Method } from '../users-query.ts';

/** What a person signs in with. A method that was lost can be taken away; what keeps the person from locking themselves out stays. */
export function MethodsSection({ userId, ask }: { userId: string; ask: Ask }) {
  const { t } = useTexts();
  const answer = useQuery(partQuery(userId, 'methods'));
  const reset = useResetColumn(userId, ask);
  const columns: Column<Method>[] = [
    { id: 'type', name: t('method.method'), show: (method) => <MethodName method={method} /> },
    { id: 'level', name: t('method.level'), room: 'extra', show: ({ level }) => t('method.levelOf', { level }) },
    { id: 'state', name: t('device.state'), show: (method) => <MethodBadges method={method} /> },
    {
      id: 'added',
      name: t('method.added'),
      room: 'wide',
      show: ({ created_at: at }) => <TimeText at={at} relative />,
    },
    {
      id: 'used',
      name: t('device.lastUsed'),
      room: 'wide',
      show: ({ last_used_at: at }) => (at ? <TimeText at={at} relative /> : '–'),
    },
    ...reset,
  ];
  return <AccessList title="user.methods" none="user.noMethods" answer={answer} columns={columns} />;
}

function MethodName({ method: { type, name, destination } }: { method: Method }) {
  const { t } = useTexts();
  const beside = [destination, name].filter((text) => text !== null && text !== '');
  return (
    <span className={classes.two}>
      <span>{t(`method.type.${type}`)}</span>
      {beside.length > 0 && <span className={classes.sub}>{beside.join(' · ')}</span>}
    </span>
  );
}

function MethodBadges({ method: { status, primary, reason } }: { method: Method }) {
  const { t } = useTexts();
  const tones = { active: 'success', pending: 'quiet', removal_pending: 'warning' } as const;
  const isKept = reason === 'last_method' || reason === 'method_required_by_policy';
  return (
    <span className={classes.badges}>
      <Badge tone={tones[status]}>{t(`method.status.${status}`)}</Badge>
      {primary && <Badge tone="accent">{t('method.primary')}</Badge>}
      {isKept && <Badge>{t(`method.kept.${reason}` as TextKey)}</Badge>}
    </span>
  );
}

function useResetColumn(userId: string, ask: Ask): Column<Method>[] {
  const { t } = useTexts();
  const may = useMay();
  if (!may('users.modify')) return [];
  const askReset = ({ id, type, name }: Method) => {
    const method = name ?? t(`method.type.${type}`);
    ask({
      title: t('method.resetTitle', { method }),
      text: t('method.resetText'),
      confirm: t('method.reset'),
      danger: true,
      needsReason: true,
      run: (reason) =>
        answerOf(
          api.POST('/admin/v1/users/{user_id}/methods/{method_id}/reset', {
            params: { path: { user_id: userId, method_id: id } },
            body: { reason },
          }),
        ),
    });
  };
  const show = (method: Method) =>
    method.removable && (
      <Button
        look="plain"
        aria-label={t('method.resetOf', { method: method.name ?? t(`method.type.${method.type}`) })}
        onClick={() => askReset(method)}
      >
        <IconShieldX size={16} aria-hidden="true" />
      </Button>
    );
  return [{ id: 'reset', name: t('parts.actions'), quiet: true, show }];
}
