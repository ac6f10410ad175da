import { IconMailOff } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { SelectField } from '../../design/controls/select-field.tsx';
import { Badge } from '../../design/data/badge.tsx';
import { HourChart, type Series } from '../../design/data/hour-chart.tsx';
import { LoadingRows } from '../../design/data/data-table.tsx';
import { Panel } from '../../design/data/panel.tsx';
import { EmptyState } from '../../design/feedback/empty-state.tsx';
import { useMay } from '../api/session.ts';
import { useTexts } from '../language/language.ts';
import { useFormats } from '../language/use-formats.ts';
import { PageHead } from '../parts/page-head.tsx';
import { PageProblem, ProblemNotice } from '../parts/page-problem.tsx';
import { TimeText } from '../parts/time-text.tsx';
import classes from './overview-page.module.css';
import {
  historyQuery,
  overviewQuery,
  ranges,
  type Channel,
  type Hour,
  type Overview,
  type Range,
} from './overview-query.ts';

/** What is open now, and the last day. */
export function OverviewPage() {
  const { t } = useTexts();
  const { data, error, refetch, dataUpdatedAt } = useQuery(overviewQuery);
  return (
    <>
      <PageHead title={t('overview.title')}>
        {dataUpdatedAt > 0 ? (
          <>
            {t('overview.asOf')} <TimeText at={dataUpdatedAt} />
          </>
        ) : undefined}
      </PageHead>
      {error && !data && <PageProblem error={error} again={() => void refetch()} />}
      {error && data && <ProblemNotice problem={error} />}
      {!data && !error && <LoadingRows label={t('parts.loading')} />}
      {data && <Shown overview={data} />}
    </>
  );
}

function Shown({ overview: { open, callbacks, hours, channels } }: { overview: Overview }) {
  const { t } = useTexts();
  const { number } = useFormats();
  const may = useMay();
  const sum = (name: keyof Omit<Hour, 'starts_at'>) => hours.reduce((total, hour) => total + hour[name], 0);
  const ended = sum('approved') + sum('refused') + sum('expired') + sum('failed');
  const share = ended === 0 ? undefined : Math.round((100 * sum('approved')) / ended);
  return (
    <>
      <div className={classes.figures}>
        <Figure name={t('overview.open')} value={number(open)}>
          {t('overview.openText')}
        </Figure>
        <Figure name={t('overview.approved')} value={number(sum('approved'))}>
          {share === undefined ? t('overview.noneEnded') : t('overview.share', { share })}
        </Figure>
        <Figure name={t('overview.fellBack')} value={number(sum('fell_back'))}>
          {t('overview.fellBackText')}
        </Figure>
        <Figure name={t('overview.owed')} value={number(callbacks.owed)}>
          {callbacks.failed > 0 ? (
            <Badge tone="danger">{t('overview.callbacksFailed', { count: callbacks.failed })}</Badge>
          ) : (
            t('overview.owedText')
          )}
        </Figure>
        <Figure name={t('overview.signIns')} value={number(sum('sign_ins'))}>
          {t('overview.signInsFailed', { count: sum('failed_sign_ins') })}
        </Figure>
      </div>
      <RangedCharts hours={hours} />
      <Panel
        title={t('overview.channels')}
        actions={may('channels.read') && <Link to="/channels">{t('channel.title')}</Link>}
      >
        <Channels channels={channels} />
      </Panel>
    </>
  );
}

function Figure({ name, value, children }: { name: string; value: string; children: ReactNode }) {
  return (
    <div className={classes.figure}>
      <p className={classes.name}>{name}</p>
      <p className={classes.value}>{value}</p>
      <p className={classes.note}>{children}</p>
    </div>
  );
}

/** The last day, or longer; the address keeps which. */
function RangedCharts({ hours }: { hours: Hour[] }) {
  const { t } = useTexts();
  const { range: asked } = useSearch({ from: '/shell/overview' });
  const navigate = useNavigate({ from: '/overview' });
  const range = ranges.find((each) => each === asked) ?? '24h';
  const history = useQuery({ ...historyQuery(range), placeholderData: keepPreviousData });
  const parts = range === '24h' ? hours : history.data;
  return (
    <>
      <div className={classes.range}>
        <SelectField
          plain
          label={t('overview.range')}
          value={range}
          options={ranges.map((each) => [each, t(`overview.ranges.${each}`)] as const)}
          onValue={(chosen) => void navigate({ search: chosen === '24h' ? {} : { range: chosen }, replace: true })}
        />
      </div>
      {history.error && range !== '24h' && <ProblemNotice problem={history.error} />}
      {!parts && !history.error && <LoadingRows label={t('parts.loading')} />}
      {parts && <Charts hours={parts} range={range} />}
    </>
  );
}

function Charts({ hours, range }: { hours: Hour[]; range: Range }) {
  const { t } = useTexts();
  const { time, day, moment, number } = useFormats();
  const of = (name: keyof Omit<Hour, 'starts_at'>) => hours.map((hour) => hour[name]);
  const labelOf = { '24h': time, '7d': moment, '30d': day }[range];
  const labels = hours.map(({ starts_at: at }) => labelOf(at));
  const transactions: Series[] = [
    { name: t('overview.series.approved'), tone: 'success', values: of('approved') },
    { name: t('overview.series.refused'), tone: 'danger', values: of('refused') },
    { name: t('overview.series.expired'), tone: 'warning', values: of('expired') },
    { name: t('overview.series.failed'), tone: 'quiet', values: of('failed') },
    { name: t('overview.series.open'), tone: 'accent', values: of('open') },
  ];
  const signIns: Series[] = [
    { name: t('overview.series.signIns'), tone: 'accent', values: of('sign_ins') },
    { name: t('overview.series.signInsFailed'), tone: 'danger', values: of('failed_sign_ins') },
  ];
  const common = { labels, label: t('overview.from'), none: t('overview.noneStarted'), format: number };
  return (
    <div className={classes.charts}>
      <Panel title={t('overview.transactions')}>
        <HourChart {...common} title={t('overview.transactions')} series={transactions} />
      </Panel>
      <Panel title={t('overview.signIns')}>
        <HourChart {...common} title={t('overview.signIns')} series={signIns} />
      </Panel>
    </div>
  );
}

function Channels({ channels }: { channels: Channel[] }) {
  const { t } = useTexts();
  const { number } = useFormats();
  const may = useMay();
  if (channels.length === 0)
    return (
      <EmptyState icon={<IconMailOff size={22} />} title={t('overview.noMessages')}>
        {t('overview.noMessagesText')}
      </EmptyState>
    );
  return (
    <ul className={classes.channels}>
      {channels.map(({ channel, attempts, refused, undelivered, state, last_success_at: last }) => (
        <li key={channel} className={classes.channel}>
          <span className={classes.channelName}>{t(`overview.channel.${channel as 'push'}`)}</span>
          <Badge tone={state === 'failing' ? 'danger' : 'success'}>
            {state === 'failing' ? t('overview.trouble') : t('overview.well')}
          </Badge>
          {state === 'failing' && may('channels.read') && <Link to="/channels">{t('overview.why')}</Link>}
          <span className="quiet">
            {t('overview.attempts', { count: attempts, number: number(attempts) })}
            {refused + undelivered > 0 && ` · ${t('overview.lost', { number: number(refused + undelivered) })}`}
          </span>
          <span className={classes.last}>
            {last ? (
              <>
                {t('overview.last')} <TimeText at={last} relative />
              </>
            ) : (
              t('overview.neverLately')
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
