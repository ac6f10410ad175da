import { Link } from '@tanstack/react-router';
import { DataTable, type Column } from '../../design/data/data-table.tsx';
import { useTexts } from '../language/language.ts';
import { eventWords } from '../parts/event-words.ts';
import { TimeText } from '../parts/time-text.tsx';
import classes from './activity.module.css';
import type { ListedEvent } from './activity-query.ts';

/** A page of events. The name of an event leads to all of its type, the user to their page. */
export function EventTable({ events, isStale }: { events: readonly ListedEvent[]; isStale: boolean }) {
  const { t } = useTexts();
  const columns: Column<ListedEvent>[] = [
    {
      id: 'name',
      name: t('event.name'),
      show: (event) => <EventName event={event} />,
    },
    {
      id: 'user',
      name: t('activity.user'),
      show: ({ user_id: user }) =>
        user && (
          <Link to="/users/$userId" params={{ userId: user }}>
            {user}
          </Link>
        ),
    },
    {
      id: 'client',
      name: t('activity.client'),
      room: 'extra',
      show: ({ client_id: client, app_name: app }) => app ?? client,
    },
    {
      id: 'address',
      name: t('event.address'),
      room: 'wide',
      show: ({ client_ip: address }) => <span className="unbroken">{address}</span>,
    },
    { id: 'operator', name: t('event.operator'), room: 'extra', show: ({ event_agent_user: agent }) => agent },
    { id: 'at', name: t('event.at'), show: ({ occurred: at }) => <TimeText at={at} /> },
  ];
  if (events.length === 0) return null;
  return (
    <DataTable
      label={t('activity.title')}
      columns={columns}
      rows={events}
      idOf={({ event_identifier: id }) => id}
      isStale={isStale}
    />
  );
}

function EventName({ event: { event_name: name, event_type: type } }: { event: ListedEvent }) {
  const { t } = useTexts();
  return (
    <Link
      to="/activity"
      search={(now) => ({ ...now, page: '', event_type: type })}
      className={classes.name}
      title={t('activity.onlyType', { name: type })}
    >
      {eventWords(name)}
    </Link>
  );
}
