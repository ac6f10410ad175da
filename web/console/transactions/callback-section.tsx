import { IconRefresh } from '@tabler/icons-react';
import { Button } from '../../design/controls/button.tsx';
import { Badge } from '../../design/data/badge.tsx';
import { DataTable, type Column } from '../../design/data/data-table.tsx';
import { answerOf, api } from '../api/client.ts';
import { useMay } from '../api/session.ts';
import { useTexts } from '../language/language.ts';
import { useFormats } from '../language/use-formats.ts';
import type { Action } from '../parts/action-dialog.tsx';
import parts from '../parts/parts.module.css';
import { NothingHere, Section } from '../parts/section.tsx';
import { CallbackBadge } from './transaction-badges.tsx';
import type { Callback, Transaction } from './transactions-query.ts';

type Try = Callback['tries'][number];

/** Where the outcome was delivered, each try, and once more if it is wanted. */
export function CallbackSection({ transaction, ask }: { transaction: Transaction; ask: (action: Action) => void }) {
  const { t } = useTexts();
  const may = useMay();
  const { id, callback } = transaction;
  const columns = useColumns();
  if (callback === null)
    return (
      <Section title={t('transaction.callbackTitle')}>
        <NothingHere>{transaction.status === 'pending' ? t('callback.notYet') : t('callback.none')}</NothingHere>
      </Section>
    );
  const replay = () =>
    ask({
      title: t('callback.replayTitle'),
      text: t('callback.replayText', { url: callback.url }),
      confirm: t('callback.replay'),
      run: () =>
        answerOf(
          api.POST('/admin/v1/transactions/{transaction_id}/callback/replay', {
            params: { path: { transaction_id: id } },
          }),
        ),
    });
  const button = may('transactions.modify') && (
    <Button look="secondary" icon={<IconRefresh size={16} aria-hidden="true" />} onClick={replay}>
      {t('callback.replay')}
    </Button>
  );
  return (
    <Section title={t('transaction.callbackTitle')} actions={button}>
      <Delivery callback={callback} />
      {callback.tries.length > 0 && (
        <DataTable
          label={t('callback.tries')}
          columns={columns}
          rows={callback.tries.toReversed()}
          idOf={({ attempted_at: at, number }) => `${at} ${number}`}
        />
      )}
    </Section>
  );
}

function Delivery({ callback }: { callback: Callback }) {
  const { t } = useTexts();
  const { moment } = useFormats();
  return (
    <div className={parts.list}>
      <p>
        <CallbackBadge status={callback.status} /> {callback.url}
      </p>
      <p className="quiet">
        {t('callback.counts', { attempts: callback.attempts, replays: callback.replays })}
        {callback.next_attempt_at && ` · ${t('callback.next', { at: moment(callback.next_attempt_at) })}`}
      </p>
    </div>
  );
}

function useColumns(): Column<Try>[] {
  const { t } = useTexts();
  const { exact } = useFormats();
  return [
    { id: 'number', name: t('callback.number'), show: ({ number }) => String(number) },
    { id: 'at', name: t('callback.at'), show: ({ attempted_at: at }) => exact(at) },
    {
      id: 'answer',
      name: t('callback.answer'),
      show: ({ http_status: status, failure }) => (
        <Badge tone={failure === null ? 'success' : 'danger'}>
          {[status, failure].filter((part) => part !== null).join(' · ') || t('callback.noAnswer')}
        </Badge>
      ),
    },
    { id: 'duration', name: t('callback.duration'), room: 'wide', show: ({ duration_ms: ms }) => `${ms} ms` },
  ];
}
