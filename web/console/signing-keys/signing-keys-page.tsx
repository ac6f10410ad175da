import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../design/controls/button.tsx';
import { Badge } from '../../design/data/badge.tsx';
import { DataTable, LoadingRows, type Column } from '../../design/data/data-table.tsx';
import { request } from '../api/request.ts';
import { useMay } from '../api/session.ts';
import { useTexts } from '../language/language.ts';
import { ActionDialog, type Action } from '../parts/action-dialog.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { PageProblem } from '../parts/page-problem.tsx';
import { TimeText } from '../parts/time-text.tsx';

interface SigningKey {
  kid: string;
  algorithm: string;
  state: 'next' | 'current' | 'former';
  created_at: string;
  promoted_at: string | null;
  published_until: string | null;
}

const path = '/admin/v1/signing-keys';
const tones = { next: 'accent', current: 'success', former: 'quiet' } as const;

/** The keys that sign tokens: the next, the current and the former ones. */
export function SigningKeysPage() {
  const { t } = useTexts();
  const may = useMay();
  const queries = useQueryClient();
  const [action, setAction] = useState<Action>();
  const { data, error, refetch } = useQuery({
    queryKey: ['signing keys'],
    queryFn: async ({ signal }) => (await request<{ items: SigningKey[] }>('GET', path, { signal })).data,
  });
  const rotate = () =>
    setAction({
      title: t('keys.rotate'),
      text: t('keys.rotateText'),
      confirm: t('keys.rotate'),
      run: () => request('POST', `${path}/rotate`, { body: {} }),
    });
  const revoke = ({ kid }: SigningKey) =>
    setAction({
      title: t('keys.revokeTitle', { kid }),
      text: t('keys.revokeText'),
      confirm: t('keys.revoke'),
      danger: true,
      typed: kid,
      run: () => request('POST', `${path}/rotate`, { body: { revoke: kid } }),
    });
  const mayChange = may('signing-keys.manage');
  const close = () => setAction(undefined);
  return (
    <>
      <PageHead title={t('keys.title')} actions={mayChange && <Button onClick={rotate}>{t('keys.rotate')}</Button>}>
        {t('keys.text')}
      </PageHead>
      {error && <PageProblem error={error} again={() => void refetch()} />}
      {!data && !error && <LoadingRows label={t('parts.loading')} />}
      {data && <Keys keys={data.items} onRevoke={mayChange ? revoke : undefined} />}
      {action && (
        <ActionDialog
          action={action}
          onClose={close}
          onDone={() => {
            close();
            void queries.invalidateQueries({ queryKey: ['signing keys'] });
          }}
        />
      )}
    </>
  );
}

function Keys({ keys, onRevoke }: { keys: SigningKey[]; onRevoke: ((key: SigningKey) => void) | undefined }) {
  const { t } = useTexts();
  const columns: Column<SigningKey>[] = [
    { id: 'kid', name: t('keys.kid'), show: ({ kid }) => <code>{kid}</code> },
    {
      id: 'state',
      name: t('keys.state'),
      show: ({ state }) => <Badge tone={tones[state]}>{t(`keys.is.${state}`)}</Badge>,
    },
    { id: 'algorithm', name: t('keys.algorithm'), show: ({ algorithm }) => algorithm },
    { id: 'since', name: t('keys.since'), room: 'wide', show: ({ created_at: at }) => <TimeText at={at} relative /> },
    {
      id: 'until',
      name: t('keys.until'),
      room: 'extra',
      show: ({ published_until: at }) => at && <TimeText at={at} relative />,
    },
  ];
  if (onRevoke)
    columns.push({
      id: 'revoke',
      name: t('parts.actions'),
      quiet: true,
      show: (key) => (
        <Button look="plain" aria-label={t('keys.revokeTitle', { kid: key.kid })} onClick={() => onRevoke(key)}>
          {t('keys.revoke')}
        </Button>
      ),
    });
  return <DataTable label={t('keys.title')} columns={columns} rows={keys} idOf={({ kid }) => kid} />;
}
