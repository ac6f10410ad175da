import { IconExternalLink, IconFileOff } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../design/controls/button.tsx';
import { LoadingRows } from '../../design/data/data-table.tsx';
import { EmptyState } from '../../design/feedback/empty-state.tsx';
import { Notice } from '../../design/feedback/notice.tsx';
import { problemOf } from '../../design/feedback/problem.ts';
import { answerOf, api } from '../api/client.ts';
import { useMay, useSession } from '../api/session.ts';
import { useTexts } from '../language/language.ts';
import { ActionDialog, type Action } from '../parts/action-dialog.tsx';
import { CopiedText } from '../parts/copied-text.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { PageProblem } from '../parts/page-problem.tsx';
import { CallbackSection } from './callback-section.tsx';
import { CourseSection, FactsPanel } from './course-section.tsx';
import { StatusBadge } from './transaction-badges.tsx';
import classes from './transactions.module.css';
import { transactionQuery, type Transaction } from './transactions-query.ts';

/** One transaction: its course, its callback, and what can be done. */
export function TransactionPage() {
  const { t } = useTexts();
  const { transactionId } = useParams({ from: '/shell/transactions/$transactionId' });
  const { data, error, refetch } = useQuery(transactionQuery(transactionId));
  if (data) return <KnownTransaction key={transactionId} transaction={data} />;
  if (!error) return <LoadingRows label={t('parts.loading')} />;
  const isUnknown = problemOf(error).code === 'transaction_not_found';
  return (
    <>
      <PageHead title={t('transaction.title')} />
      {isUnknown ? (
        <EmptyState icon={<IconFileOff size={22} />} title={t('problem.transaction_not_found')}>
          <p>{t('transaction.unknownText')}</p>
          <Link to="/transactions">{t('transaction.back')}</Link>
        </EmptyState>
      ) : (
        <PageProblem error={error} again={() => void refetch()} />
      )}
    </>
  );
}

function KnownTransaction({ transaction }: { transaction: Transaction }) {
  const { t } = useTexts();
  const queries = useQueryClient();
  const [action, setAction] = useState<Action>();
  const [done, setDone] = useState<string>();
  const finish = () => {
    setDone(action?.title);
    setAction(undefined);
    void queries.invalidateQueries({ queryKey: ['transaction', transaction.id] });
    void queries.invalidateQueries({ queryKey: ['transactions'] });
  };
  return (
    <>
      <PageHead
        title={transaction.type}
        beside={<StatusBadge transaction={transaction} />}
        actions={<TransactionActions transaction={transaction} ask={setAction} />}
      >
        <CopiedText text={transaction.id} name={t('transaction.id')} />
      </PageHead>
      <div role="status" className={classes.status}>
        {done && <Notice tone="done">{t('user.done', { action: done })}</Notice>}
      </div>
      <div className={classes.columns}>
        <div className={classes.main}>
          <CourseSection transaction={transaction} />
          <CallbackSection transaction={transaction} ask={setAction} />
        </div>
        <FactsPanel transaction={transaction} />
      </div>
      {action && <ActionDialog action={action} onClose={() => setAction(undefined)} onDone={finish} />}
    </>
  );
}

function TransactionActions({ transaction, ask }: { transaction: Transaction; ask: (action: Action) => void }) {
  const { t } = useTexts();
  const may = useMay();
  const { temporal_ui: ui } = useSession();
  const { id, status } = transaction;
  const cancel = () =>
    ask({
      title: t('transaction.cancelTitle'),
      text: t('transaction.cancelText'),
      confirm: t('transaction.cancel'),
      danger: true,
      run: () =>
        answerOf(
          api.POST('/admin/v1/transactions/{transaction_id}/cancel', { params: { path: { transaction_id: id } } }),
        ),
    });
  return (
    <>
      {ui && (
        <a className={classes.buttonLink} href={`${ui}/${id}`} target="_blank" rel="noreferrer">
          {t('transaction.workflow')}
          <IconExternalLink size={16} aria-hidden="true" />
        </a>
      )}
      {status === 'pending' && may('transactions.modify') && (
        <Button look="danger" onClick={cancel}>
          {t('transaction.cancel')}
        </Button>
      )}
    </>
  );
}
