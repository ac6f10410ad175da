import { IconTrash } from '@tabler/icons-react';
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
import { partQuery, type TrustedBrowser } from '../users-query.ts';

/** Browsers that stand in for the second factor of a person. */
export function TrustedBrowsersSection({ userId, ask }: { userId: string; ask: Ask }) {
  const { t } = useTexts();
  const may = useMay();
  const answer = useQuery(partQuery(userId, 'trusted-devices'));
  const askAll = () =>
    ask({
      ...{ text: t('trusted.text'), confirm: t('trusted.end'), danger: true },
      title: t('trusted.allTitle'),
      run: () =>
        answerOf(api.DELETE('/admin/v1/users/{user_id}/trusted-devices', { params: { path: { user_id: userId } } })),
    });
  const actions = useEndColumn(userId, ask);
  const columns: Column<TrustedBrowser>[] = [
    {
      id: 'browser',
      name: t('session.browser'),
      show: ({ user_agent: agent }) => browserWords(agent) ?? t('session.unknown'),
    },
    {
      id: 'address',
      name: t('event.address'),
      room: 'wide',
      show: ({ ip_address: address }) => <span className="unbroken">{address ?? '–'}</span>,
    },
    {
      id: 'since',
      name: t('trusted.since'),
      room: 'wide',
      show: ({ created_at: at }) => <TimeText at={at} relative />,
    },
    { id: 'until', name: t('access.expires'), show: ({ expires_at: at }) => <TimeText at={at} relative /> },
    ...actions,
  ];
  // Most installations trust no browser: without any, the section would only be in the way.
  if (answer.data?.items.length === 0) return null;
  const onAll = may('users.modify') ? askAll : undefined;
  return (
    <AccessList
      title="user.trusted"
      none="user.noTrusted"
      answer={answer}
      columns={columns}
      all="trusted.endAll"
      onAll={onAll}
    />
  );
}

function useEndColumn(userId: string, ask: Ask): Column<TrustedBrowser>[] {
  const { t } = useTexts();
  const may = useMay();
  if (!may('users.modify')) return [];
  const show = ({ id, user_agent: agent }: TrustedBrowser) => {
    const browser = browserWords(agent) ?? t('session.unknown');
    const params = { path: { user_id: userId, id } };
    const askEnd = () =>
      ask({
        ...{ text: t('trusted.text'), confirm: t('trusted.end'), danger: true },
        title: t('trusted.title', { browser }),
        run: () => answerOf(api.DELETE('/admin/v1/users/{user_id}/trusted-devices/{id}', { params })),
      });
    return (
      <Button look="plain" aria-label={t('trusted.endOf', { browser })} onClick={askEnd}>
        <IconTrash size={16} aria-hidden="true" />
      </Button>
    );
  };
  return [{ id: 'end', name: t('parts.actions'), quiet: true, show }];
}
