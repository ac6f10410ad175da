import { IconLogout } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Button } from '../../../design/controls/button.tsx';
import type { Column } from '../../../design/data/data-table.tsx';
import { answerOf, api } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { useTexts } from '../../language/language.ts';
import { browserWords } from '../../parts/browser-words.ts';
import { TimeText } from '../../parts/time-text.tsx';
import { AccessList } from '../access-list.tsx';
import type { Ask } from '../user-page.tsx';
import classes from '../users.module.css';
import { partQuery, type UserSession } from '../users-query.ts';

/** Browsers that a user is signed in with. Ending all of them signs a person out of what they have begun, too. */
export function SessionsSection({ userId, isPerson, ask }: { userId: string; isPerson: boolean; ask: Ask }) {
  const { t } = useTexts();
  const may = useMay();
  const answer = useQuery(partQuery(userId, 'sessions'));
  const end = useEndColumn(userId, ask);
  const askAll = () =>
    ask({
      title: t('session.endAllTitle'),
      text: t('session.endAllText'),
      confirm: t('session.endAll'),
      danger: true,
      needsReason: true,
      run: (reason) =>
        answerOf(
          api.POST('/admin/v1/users/{user_id}/sign-out', { params: { path: { user_id: userId } }, body: { reason } }),
        ),
    });
  const columns: Column<UserSession>[] = [
    { id: 'browser', name: t('session.browser'), show: (session) => <Browser session={session} /> },
    {
      id: 'address',
      name: t('event.address'),
      room: 'wide',
      show: ({ ip_address: address }) => <span className="unbroken">{address ?? '–'}</span>,
    },
    { id: 'level', name: t('method.level'), room: 'extra', show: ({ level }) => t('method.levelOf', { level }) },
    {
      id: 'since',
      name: t('session.since'),
      room: 'wide',
      show: ({ auth_time: at }) => <TimeText at={at} relative />,
    },
    { id: 'seen', name: t('session.seen'), show: ({ last_seen_at: at }) => <TimeText at={at} relative /> },
    ...end,
  ];
  return (
    <AccessList
      title="user.sessions"
      none="user.noSessions"
      answer={answer}
      columns={columns}
      all="session.endAll"
      isAllForOne
      onAll={may('users.modify') && isPerson ? askAll : undefined}
    />
  );
}

function Browser({ session: { user_agent: agent, clients } }: { session: UserSession }) {
  const { t } = useTexts();
  return (
    <span className={classes.two}>
      <span title={agent ?? undefined}>{browserWords(agent) ?? t('session.unknown')}</span>
      {clients.length > 0 && <span className={classes.sub}>{clients.map(({ name }) => name).join(', ')}</span>}
    </span>
  );
}

function useEndColumn(userId: string, ask: Ask): Column<UserSession>[] {
  const { t } = useTexts();
  const may = useMay();
  if (!may('users.modify')) return [];
  const show = ({ id, user_agent: agent }: UserSession) => {
    const browser = browserWords(agent) ?? t('session.unknown');
    const params = { path: { user_id: userId, id } };
    const askEnd = () =>
      ask({
        title: t('session.endTitle', { browser }),
        text: t('session.endText'),
        confirm: t('session.end'),
        danger: true,
        run: () => answerOf(api.DELETE('/admin/v1/users/{user_id}/sessions/{id}', { params })),
      });
    return (
      <Button look="plain" aria-label={t('session.endOf', { browser })} onClick={askEnd}>
        <IconLogout size={16} aria-hidden="true" />
      </Button>
    );
  };
  return [{ id: 'end', name: t('parts.actions'), quiet: true, show }];
}
