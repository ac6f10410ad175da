import { IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Button } from '../../design/controls/button.tsx';
import { Badge } from '../../design/data/badge.tsx';
import type { Column } from '../../design/data/data-table.tsx';
import { answerOf, api } from '../api/client.ts';
import { useMay } from '../api/session.ts';
import { useTexts } from '../language/language.ts';
import { TimeText } from '../parts/time-text.tsx';
import { AccessList } from './access-list.tsx';
import type { Ask } from './user-page.tsx';
import classes from './users.module.css';
import { partQuery, type Consent, type Grant, type Token } from './users-query.ts';

function useScopeColumns<Row extends { scopes: string[]; created_at: string }>(): Column<Row>[] {
  const { t } = useTexts();
  return [
    { id: 'scopes', name: t('access.scopes'), room: 'wide', show: ({ scopes }) => scopes.join(', ') },
    {
      id: 'created',
      name: t('access.created'),
      room: 'wide',
      show: ({ created_at: at }) => <TimeText at={at} relative />,
    },
  ];
}

function useRevokeColumn<Row extends { client_name: string }>(revoke: (row: Row) => void): Column<Row>[] {
  const { t } = useTexts();
  const may = useMay();
  if (!may('users.modify')) return [];
  const show = (row: Row) => (
    <Button look="plain" aria-label={t('access.revokeOf', { client: row.client_name })} onClick={() => revoke(row)}>
      <IconTrash size={16} aria-hidden="true" />
    </Button>
  );
  return [{ id: 'revoke', name: t('parts.actions'), quiet: true, show }];
}

/** Access tokens that clients have of a user. */
export function TokensSection({ userId, ask }: { userId: string; ask: Ask }) {
  const { t } = useTexts();
  const may = useMay();
  const answer = useQuery(partQuery(userId, 'tokens'));
  const common = { confirm: t('access.revoke'), danger: true, text: t('access.tokenText') };
  const revoke = useRevokeColumn<Token>(({ id, client_name: client }) =>
    ask({
      ...common,
      title: t('access.tokenTitle', { client }),
      run: () =>
        answerOf(api.DELETE('/admin/v1/users/{user_id}/tokens/{id}', { params: { path: { user_id: userId, id } } })),
    }),
  );
  const scopes = useScopeColumns<Token>();
  const askAll = () =>
    ask({
      ...common,
      title: t('access.tokensTitle'),
      run: () => answerOf(api.DELETE('/admin/v1/users/{user_id}/tokens', { params: { path: { user_id: userId } } })),
    });
  const columns: Column<Token>[] = [
    {
      id: 'client',
      name: t('access.client'),
      show: (token) => (
        <span className={classes.two}>
          <span>{token.client_name}</span>
          <span className={classes.sub}>{token.device_name ?? t(`access.type.${token.type}`)}</span>
        </span>
      ),
    },
    ...scopes,
    {
      id: 'state',
      name: t('device.state'),
      show: (token) => (
        <span className={classes.badges}>
          <Badge tone={token.expired ? 'quiet' : 'success'}>
            {token.expired ? t('access.expired') : t('access.valid')}
          </Badge>
          {token.refresh_token_issued && <Badge tone="accent">{t('access.refresh')}</Badge>}
        </span>
      ),
    },
    ...revoke,
  ];
  const onAll = may('users.modify') ? askAll : undefined;
  return <AccessList title="user.tokens" none="user.noTokens" answer={answer} columns={columns} onAll={onAll} />;
}

/** What a user let web clients do. */
export function ConsentsSection({ userId, ask }: { userId: string; ask: Ask }) {
  const { t } = useTexts();
  const may = useMay();
  const answer = useQuery(partQuery(userId, 'consents'));
  const common = { confirm: t('access.revoke'), danger: true, text: t('access.consentText') };
  const revoke = useRevokeColumn<Consent>(({ id, client_name: client }) =>
    ask({
      ...common,
      title: t('access.consentTitle', { client }),
      run: () =>
        answerOf(api.DELETE('/admin/v1/users/{user_id}/consents/{id}', { params: { path: { user_id: userId, id } } })),
    }),
  );
  const scopes = useScopeColumns<Consent>();
  const askAll = () =>
    ask({
      ...common,
      title: t('access.consentsTitle'),
      run: () => answerOf(api.DELETE('/admin/v1/users/{user_id}/consents', { params: { path: { user_id: userId } } })),
    });
  const columns: Column<Consent>[] = [
    { id: 'client', name: t('access.client'), show: ({ client_name: client }) => client },
    ...scopes,
    ...revoke,
  ];
  const onAll = may('users.modify') ? askAll : undefined;
  return <AccessList title="user.consents" none="user.noConsents" answer={answer} columns={columns} onAll={onAll} />;
}

/** Codes that were not exchanged for tokens yet. */
export function GrantsSection({ userId }: { userId: string }) {
  const { t } = useTexts();
  const answer = useQuery(partQuery(userId, 'grants'));
  const scopes = useScopeColumns<Grant>();
  const columns: Column<Grant>[] = [
    { id: 'type', name: t('access.kind'), show: ({ type }) => t(`access.grant.${type}`) },
    { id: 'client', name: t('access.client'), room: 'wide', show: ({ client_id: client }) => client },
    ...scopes,
    { id: 'expires', name: t('access.expires'), show: ({ expires_at: at }) => <TimeText at={at} relative /> },
  ];
  return <AccessList title="user.grants" none="user.noGrants" answer={answer} columns={columns} />;
}
