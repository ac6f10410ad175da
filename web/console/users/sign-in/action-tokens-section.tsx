import { IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Button } from '../../../design/controls/button.tsx';
import type { Column } from '../../../design/data/data-table.tsx';
import { answerOf, api } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { useTexts } from '../../language/language.ts';
import { TimeText } from '../../parts/time-text.tsx';
import { AccessList } from '../access-list.tsx';
import type { Ask } from '../user-page.tsx';
import { partQuery, type ActionToken } from '../users-query.ts';

/** Links of a person that were not used yet. The link itself is in the mail, or with the site, alone. */
export function ActionTokensSection({ userId, ask }: { userId: string; ask: Ask }) {
  const { t } = useTexts();
  const may = useMay();
  // Each look is an event of the person: the list is not fetched again by itself.
  const answer = useQuery({ ...partQuery(userId, 'action-tokens'), refetchOnWindowFocus: false });
  const common = { text: t('actionToken.text'), confirm: t('access.revoke'), danger: true };
  const askAll = () =>
    ask({
      ...common,
      title: t('actionToken.allTitle'),
      run: () =>
        answerOf(api.DELETE('/admin/v1/users/{user_id}/action-tokens', { params: { path: { user_id: userId } } })),
    });
  const wordsOf = ({ actions }: ActionToken) => actions.map((each) => t(`actionToken.action.${each}`)).join(', ');
  const showRevoke = (token: ActionToken) => {
    const params = { path: { user_id: userId, token_id: token.id } };
    const askRevoke = () =>
      ask({
        ...common,
        title: t('actionToken.title', { actions: wordsOf(token) }),
        run: () => answerOf(api.DELETE('/admin/v1/users/{user_id}/action-tokens/{token_id}', { params })),
      });
    return (
      <Button look="plain" aria-label={t('actionToken.revokeOf', { actions: wordsOf(token) })} onClick={askRevoke}>
        <IconTrash size={16} aria-hidden="true" />
      </Button>
    );
  };
  const actions: Column<ActionToken>[] = may('users.modify')
    ? [{ id: 'revoke', name: t('parts.actions'), quiet: true, show: showRevoke }]
    : [];
  const columns: Column<ActionToken>[] = [
    { id: 'does', name: t('actionToken.does'), show: wordsOf },
    { id: 'client', name: t('access.client'), room: 'extra', show: ({ client_id: client }) => client ?? '–' },
    {
      id: 'created',
      name: t('actionToken.created'),
      room: 'wide',
      show: ({ created_at: at }) => <TimeText at={at} relative />,
    },
    { id: 'expires', name: t('access.expires'), show: ({ expires_at: at }) => <TimeText at={at} relative /> },
    ...actions,
  ];
  const onAll = may('users.modify') ? askAll : undefined;
  return (
    <AccessList title="user.actionTokens" none="user.noActionTokens" answer={answer} columns={columns} onAll={onAll} />
  );
}
