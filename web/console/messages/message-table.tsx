import { Link } from '@tanstack/react-router';
import { DataTable, type Column } from '../../design/data/data-table.tsx';
import { useMay } from '../api/session.ts';
import { useTexts } from '../language/language.ts';
import { TimeText } from '../parts/time-text.tsx';
import { MessageBadge } from './message-badge.tsx';
import { useReason } from './message-reason.ts';
import { useMessageName } from './message-words.ts';
import classes from './messages.module.css';
import type { ListedMessage } from './messages-query.ts';

interface MessageTableProps {
  rows: ListedMessage[];
  /** Of one user: without a column for whom they are for. */
  isOfUser?: boolean;
  isStale?: boolean;
}

/** Messages with what became of them. */
export function MessageTable({ rows, isOfUser = false, isStale = false }: MessageTableProps) {
  const { t } = useTexts();
  const columns = useColumns().filter(({ id }) => !isOfUser || id !== 'user');
  return <DataTable label={t('message.title')} columns={columns} rows={rows} idOf={({ id }) => id} isStale={isStale} />;
}

function useColumns(): Column<ListedMessage>[] {
  const { t } = useTexts();
  const reasonOf = useReason();
  return [
    { id: 'what', name: t('message.what'), show: (message) => <What message={message} /> },
    { id: 'user', name: t('message.user'), room: 'wide', show: (message) => <Whom message={message} /> },
    {
      id: 'status',
      name: t('message.statusName'),
      show: ({ status, reason }) => (
        <span className={classes.state}>
          <MessageBadge status={status} />
          {reason && <span className={classes.sub}>{reasonOf(reason).what}</span>}
        </span>
      ),
    },
    { id: 'tries', name: t('message.tries'), room: 'extra', show: ({ attempts }) => attempts },
    {
      id: 'at',
      name: t('message.queued'),
      room: 'wide',
      show: ({ created_at: at }) => <TimeText at={at} relative />,
    },
  ];
}

/** Leads to the message, for those who may look at messages. */
function What({ message: { id, template, channel, destination } }: { message: ListedMessage }) {
  const { t } = useTexts();
  const may = useMay();
  const nameOf = useMessageName();
  const words = (
    <>
      <span>{nameOf(template)}</span>
      <span className={classes.sub}>
        {t(`overview.channel.${channel}`)}
        {destination && ` · ${destination}`}
      </span>
    </>
  );
  if (!may('messages.read')) return <span className={classes.what}>{words}</span>;
  return (
    <Link to="/messages/$messageId" params={{ messageId: id }} className={classes.what}>
      {words}
    </Link>
  );
}

/** The user, with a link for those who may look at users. */
export function Whom({ message: { user_id: user } }: { message: Pick<ListedMessage, 'user_id'> }) {
  const { t } = useTexts();
  const may = useMay();
  if (user === null) return <span className="quiet">{t('message.toNoPerson')}</span>;
  if (!may('users.read')) return <span className={classes.id}>{user}</span>;
  return (
    <Link to="/users/$userId" params={{ userId: user }} className={classes.id}>
      {user}
    </Link>
  );
}
