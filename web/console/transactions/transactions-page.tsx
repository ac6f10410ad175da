import { IconArrowsExchange } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { FilterField, SelectField } from '../../design/controls/select-field.tsx';
import { DataTable, LoadingRows, type Column } from '../../design/data/data-table.tsx';
import { EmptyState } from '../../design/feedback/empty-state.tsx';
import { useTexts, type TextKey } from '../language/language.ts';
import { MoreButton } from '../parts/more-button.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { PageProblem } from '../parts/page-problem.tsx';
import parts from '../parts/parts.module.css';
import { TimeText } from '../parts/time-text.tsx';
import { useTyped } from '../parts/use-typed.ts';
import { CallbackBadge, StatusBadge } from './transaction-badges.tsx';
import classes from './transactions.module.css';
import { transactionPagesQuery, type ListedTransaction, type TransactionFilter } from './transactions-query.ts';

/** The values of each filter, in the order of its list. */
const choices = {
  status: ['pending', 'authenticated', 'not_authenticated'],
  reason: [
    'not_accepted',
    'reported_by_user',
    'expired',
    'cancelled',
    'attempts_exceeded',
    'failed_to_send',
    'invalid_answer',
    'invalid_request',
  ],
  method: ['PUSH', 'PUSH_WITH_PIN', 'PUSH_WITH_FINGERPRINT', 'PUSH_WITH_CUSTOM_AUTHENTICATOR', 'SMS', 'OTP'],
  callback: ['pending', 'delivered', 'failed'],
} as const satisfies { [Name in 'status' | 'reason' | 'method' | 'callback']: readonly TransactionFilter[Name][] };

type Choice = keyof typeof choices;

const names = Object.keys(choices) as Choice[];

/** Mobile authentications, newest first. */
export function TransactionsPage() {
  const { t } = useTexts();
  const search = useSearch({ from: '/shell/transactions' });
  const navigate = useNavigate({ from: '/transactions' });
  const [user, setUser] = useTyped(
    search.user_id ?? '',
    (typed) => void navigate({ search: (now) => ({ ...now, user_id: typed }), replace: true }),
  );
  return (
    <>
      <PageHead title={t('transactions.title')}>{t('transactions.text')}</PageHead>
      <div className={parts.filters} role="search" aria-label={t('transactions.title')}>
        {names.map((name) => (
          <SelectField
            key={name}
            label={t(`transactions.${name}`)}
            value={search[name] ?? ''}
            options={[
              ['', t('parts.all')],
              ...choices[name].map((value) => [value, t(`transaction.${name}.${value}` as TextKey)] as const),
            ]}
            onValue={(chosen) => void navigate({ search: (now) => ({ ...now, [name]: chosen }), replace: true })}
          />
        ))}
        <FilterField
          label={t('transactions.user')}
          value={user}
          placeholder={t('transactions.userHint')}
          onText={setUser}
        />
      </div>
      <Found filter={filterOf(search)} />
    </>
  );
}

/** Only values that the API knows: an address may have any. */
function filterOf(search: Partial<Record<Choice | 'user_id', string>>): TransactionFilter {
  const known = names.filter((name) => (choices[name] as readonly string[]).includes(search[name] ?? ''));
  const chosen = Object.fromEntries(known.map((name) => [name, search[name]])) as TransactionFilter;
  return { ...chosen, ...(search.user_id && { user_id: search.user_id }) };
}

function Found({ filter }: { filter: TransactionFilter }) {
  const { t } = useTexts();
  const found = useInfiniteQuery({ ...transactionPagesQuery(filter), placeholderData: keepPreviousData });
  const columns = useColumns();
  if (found.error && !found.data) return <PageProblem error={found.error} again={() => void found.refetch()} />;
  if (!found.data) return <LoadingRows label={t('parts.loading')} />;
  const rows = found.data.pages.flatMap(({ items }) => items);
  const isFiltered = Object.keys(filter).length > 0;
  if (rows.length === 0)
    return (
      <EmptyState
        icon={<IconArrowsExchange size={22} />}
        title={isFiltered ? t('transactions.notFound') : t('transactions.none')}
      >
        {isFiltered ? t('transactions.notFoundText') : t('transactions.noneText')}
      </EmptyState>
    );
  return (
    <>
      <DataTable
        label={t('transactions.title')}
        columns={columns}
        rows={rows}
        idOf={({ id }) => id}
        isStale={found.isPlaceholderData}
      />
      <MoreButton of={found} />
    </>
  );
}

function useColumns(): Column<ListedTransaction>[] {
  const { t } = useTexts();
  return [
    {
      id: 'type',
      name: t('transactions.type'),
      show: ({ id, type, method }) => (
        <Link to="/transactions/$transactionId" params={{ transactionId: id }} className={classes.link}>
          <span>{type}</span>
          <span className={classes.sub}>{t(`transaction.method.${method}`)}</span>
        </Link>
      ),
    },
    {
      id: 'user',
      name: t('transactions.user'),
      show: ({ user_id: user }) =>
        user && (
          <Link to="/users/$userId" params={{ userId: user }}>
            {user}
          </Link>
        ),
    },
    { id: 'status', name: t('transactions.status'), show: (transaction) => <StatusBadge transaction={transaction} /> },
    {
      id: 'callback',
      name: t('transactions.callback'),
      room: 'wide',
      show: ({ callback_status: status }) => <CallbackBadge status={status} />,
    },
    { id: 'site', name: t('transactions.site'), room: 'extra', show: ({ client_id: client }) => client },
    {
      id: 'created',
      name: t('transactions.started'),
      room: 'wide',
      show: ({ created_at: at }) => <TimeText at={at} relative />,
    },
  ];
}
