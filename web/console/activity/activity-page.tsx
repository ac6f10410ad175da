import { IconDownload, IconListSearch } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../design/controls/button.tsx';
import { CheckField } from '../../design/controls/text-field.tsx';
import { LoadingRows } from '../../design/data/data-table.tsx';
import { EmptyState } from '../../design/feedback/empty-state.tsx';
import { useTexts } from '../language/language.ts';
import { useFormats } from '../language/use-formats.ts';
import { PageHead } from '../parts/page-head.tsx';
import { PageProblem, ProblemNotice } from '../parts/page-problem.tsx';
import parts from '../parts/parts.module.css';
import { ActivityFilters } from './activity-filters.tsx';
import classes from './activity.module.css';
import { activityQuery, loadForExport, pageOf, type ActivitySearch, type EventPage } from './activity-query.ts';
import { writeCsv } from './event-csv.ts';
import { EventTable } from './event-table.tsx';

const liveMs = 3_000;
/** The API counts no further. */
const mostCounted = 10_000;

/** Every event, with the filters of the Events API. */
export function ActivityPage() {
  const { t } = useTexts();
  const search = useSearch({ from: '/shell/activity' }) as ActivitySearch;
  const [isLive, setLive] = useState(false);
  const found = useQuery({
    ...activityQuery(search),
    placeholderData: keepPreviousData,
    refetchInterval: isLive && pageOf(search) === 0 ? liveMs : false,
  });
  const exporting = useMutation({ mutationFn: () => loadForExport(search), onSuccess: saveCsv });
  const actions = (
    <>
      <CheckField checked={isLive} onChecked={setLive}>
        {t('activity.live')}
      </CheckField>
      <Button
        look="secondary"
        busy={exporting.isPending}
        icon={<IconDownload size={16} aria-hidden="true" />}
        title={t('activity.csvText')}
        onClick={() => exporting.mutate()}
      >
        {t('activity.csv')}
      </Button>
    </>
  );
  return (
    <>
      <PageHead title={t('activity.title')} actions={actions}>
        {t('activity.text')}
      </PageHead>
      <ActivityFilters search={search} />
      {exporting.error && <ProblemNotice problem={exporting.error} />}
      {found.error && !found.isPlaceholderData && (
        <PageProblem error={found.error} again={() => void found.refetch()} />
      )}
      {!found.data && !found.error && <LoadingRows label={t('parts.loading')} count={10} />}
      {found.data && !found.error && <Found page={found.data} isStale={found.isPlaceholderData} />}
    </>
  );
}

function Found({ page, isStale }: { page: EventPage; isStale: boolean }) {
  const { t } = useTexts();
  const { total_results: total, number_of_pages: pages } = page.pagination;
  return (
    <>
      <EventTable events={page.result_set} isStale={isStale} />
      {page.result_set.length === 0 && (
        <EmptyState icon={<IconListSearch size={22} />} title={t('activity.none')}>
          {t('activity.noneText')}
        </EmptyState>
      )}
      <Pager total={total} pages={pages} />
    </>
  );
}

function Pager({ total, pages }: { total: number; pages: number }) {
  const { t } = useTexts();
  const { number } = useFormats();
  const search = useSearch({ from: '/shell/activity' }) as ActivitySearch;
  const page = pageOf(search);
  if (total === 0) return null;
  const at = (next: number) => ({ ...search, page: next > 0 ? String(next) : '' });
  return (
    <nav className={classes.pager} aria-label={t('activity.page', { page: number(page + 1), pages: number(pages) })}>
      <span className="quiet note">
        {total >= mostCounted
          ? t('activity.many', { number: number(mostCounted) })
          : t('activity.total', { count: total, number: number(total) })}
      </span>
      <span className={parts.spring} />
      {page > 0 && (
        <Link to="/activity" search={at(page - 1)}>
          {t('activity.newer')}
        </Link>
      )}
      <span className="note">{t('activity.page', { page: number(page + 1), pages: number(pages) })}</span>
      {page + 1 < pages && (
        <Link to="/activity" search={at(page + 1)}>
          {t('activity.older')}
        </Link>
      )}
    </nav>
  );
}

/** Hands the file to the browser. */
function saveCsv(events: Parameters<typeof writeCsv>[0]): void {
  const address = URL.createObjectURL(new Blob([writeCsv(events)], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = 'events.csv';
  link.click();
  URL.revokeObjectURL(address);
}
