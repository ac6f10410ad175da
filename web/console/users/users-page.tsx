import { IconSearch, IconUserQuestion, IconUsers } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { FilterField, SelectField } from '../../design/controls/select-field.tsx';
import { DataTable, LoadingRows } from '../../design/data/data-table.tsx';
import { EmptyState } from '../../design/feedback/empty-state.tsx';
import { Notice } from '../../design/feedback/notice.tsx';
import { useTexts } from '../language/language.ts';
import { MoreButton } from '../parts/more-button.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { PageProblem } from '../parts/page-problem.tsx';
import parts from '../parts/parts.module.css';
import { useTyped } from '../parts/use-typed.ts';
import { ColumnsMenu, useChosenColumns, usePersonColumns } from './list/columns.tsx';
import { Views } from './list/views.tsx';
import classes from './users.module.css';
import { userPagesQuery, type PersonMethod, type PersonStatus } from './users-query.ts';

const statuses: readonly PersonStatus[] = ['active', 'inactive', 'disabled', 'restricted', 'deletion_pending'];
const methods: readonly PersonMethod[] = [
  'password',
  'passkey',
  'authenticator_app',
  'recovery_codes',
  'email',
  'phone',
  'identity',
];
const sorts = [
  '-registered_at',
  'registered_at',
  'display_name',
  '-display_name',
  '-last_seen_at',
  'last_seen_at',
] as const;

/** The API refuses less. */
const shortestSearch = 2;

/** All people, searched as the operator types. */
export function UsersPage() {
  const { t } = useTexts();
  const { q = '', status = '', method = '', sort = '' } = useSearch({ from: '/shell/users' });
  const columns = useChosenColumns();
  const navigate = useNavigate({ from: '/users' });
  const change = (changed: { status?: string; method?: string; sort?: string }) =>
    void navigate({ search: (now) => ({ ...now, ...changed }), replace: true });
  const [text, setText] = useTyped(
    q,
    (typed) => void navigate({ search: (now) => ({ ...now, q: typed }), replace: true }),
  );
  return (
    <>
      <PageHead title={t('users.title')}>{t('users.text')}</PageHead>
      <div className={parts.filters} role="search" aria-label={t('users.title')}>
        <FilterField label={t('users.search')} value={text} placeholder={t('users.searchHint')} onText={setText} />
        <SelectField
          label={t('users.status')}
          value={status}
          options={[['', t('parts.all')], ...statuses.map((each) => [each, t(`personStatus.${each}`)] as const)]}
          onValue={(chosen) => change({ status: chosen })}
        />
        <SelectField
          label={t('users.method')}
          value={method}
          options={[['', t('parts.all')], ...methods.map((each) => [each, t(`method.type.${each}`)] as const)]}
          onValue={(chosen) => change({ method: chosen })}
        />
        <SelectField
          label={t('users.sort')}
          value={sort}
          options={sorts.map((each) => [each === sorts[0] ? '' : each, t(`users.sorts.${each}`)] as const)}
          onValue={(chosen) => change({ sort: chosen })}
        />
        <span className={classes.spring} />
        <ColumnsMenu {...columns} />
      </div>
      <Views now={{ status, method, sort }} onChoose={(view) => change(view)} />
      <Found q={q} status={status} method={method} sort={sort} columns={usePersonColumns(columns.chosen)} />
    </>
  );
}

interface FoundProps {
  q: string;
  status: string;
  method: string;
  sort: string;
  columns: ReturnType<typeof usePersonColumns>;
}

function Found({ q, status, method, sort, columns }: FoundProps) {
  const { t } = useTexts();
  const found = useInfiniteQuery({
    ...userPagesQuery({
      ...(q.length >= shortestSearch && { q }),
      ...(statuses.includes(status as PersonStatus) && { status: status as PersonStatus }),
      ...(methods.includes(method as PersonMethod) && { has_method: method as PersonMethod }),
      ...(sorts.includes(sort as 'display_name') && { sort: sort as 'display_name' }),
    }),
    placeholderData: keepPreviousData,
  });
  if (found.error && !found.data) return <PageProblem error={found.error} again={() => void found.refetch()} />;
  if (!found.data) return <LoadingRows label={t('parts.loading')} />;
  const rows = found.data.pages.flatMap(({ items }) => items);
  const isSimilar = found.data.pages[0]?.similar === true;
  if (rows.length === 0) return <NoUsers q={q} isFiltered={status !== '' || method !== ''} />;
  return (
    <>
      {isSimilar && <Notice tone="warning">{t('users.similar', { text: q })}</Notice>}
      <DataTable
        label={t('users.title')}
        columns={columns}
        rows={rows}
        idOf={({ user_id: id }) => id}
        isStale={found.isPlaceholderData}
      />
      <MoreButton of={found} />
    </>
  );
}

function NoUsers({ q, isFiltered }: { q: string; isFiltered: boolean }) {
  const { t } = useTexts();
  if (q === '' && !isFiltered)
    return (
      <EmptyState icon={<IconUsers size={22} />} title={t('users.none')}>
        {t('users.noneText')}
      </EmptyState>
    );
  return (
    <EmptyState icon={<IconSearch size={22} />} title={t('users.notFound')}>
      <p>{t('users.notFoundText')}</p>
      {q !== '' && (
        <p>
          <Link to="/users/$userId" params={{ userId: q }}>
            <IconUserQuestion size={16} aria-hidden="true" /> {t('users.openId', { id: q })}
          </Link>
        </p>
      )}
    </EmptyState>
  );
}
