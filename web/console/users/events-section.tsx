import { useQuery } from '@tanstack/react-query';
import { DataTable, LoadingRows, type Column } from '../../design/data/data-table.tsx';
import { useTexts } from '../language/language.ts';
import { eventWords } from '../parts/event-words.ts';
import { PageProblem } from '../parts/page-problem.tsx';
import { NothingHere, Section } from '../parts/section.tsx';
import { TimeText } from '../parts/time-text.tsx';
import classes from './users.module.css';
import { partQuery, type UserEvent } from './users-query.ts';

const refreshMs = 10_000;

/** The latest 20 events of a user. */
export function EventsSection({ userId }: { userId: string }) {
  const { t } = useTexts();
  const { data, error, refetch } = useQuery({ ...partQuery(userId, 'events'), refetchInterval: refreshMs });
  const columns: Column<UserEvent>[] = [
    {
      id: 'name',
      name: t('event.name'),
      show: ({ name, detail }) => (
        <span className={classes.two}>
          <span>{eventWords(name)}</span>
          {detail && <span className={classes.sub}>{detail}</span>}
        </span>
      ),
    },
    { id: 'app', name: t('event.application'), room: 'extra', show: ({ app_name: app }) => app },
    {
      id: 'address',
      name: t('event.address'),
      room: 'wide',
      show: ({ client_ip: address }) => <span className="unbroken">{address}</span>,
    },
    { id: 'operator', name: t('event.operator'), room: 'extra', show: ({ agent_user: agent }) => agent },
    { id: 'at', name: t('event.at'), show: ({ occurred_at: at }) => <TimeText at={at} relative /> },
  ];
  return (
    <Section title={t('user.events')}>
      {error && !data && <PageProblem error={error} again={() => void refetch()} />}
      {!data && !error && <LoadingRows label={t('parts.loading')} />}
      {data?.items.length === 0 && <NothingHere>{t('user.noEvents')}</NothingHere>}
      {data && data.items.length > 0 && (
        <DataTable label={t('user.events')} columns={columns} rows={data.items} idOf={({ id }) => id} />
      )}
    </Section>
  );
}
