import { IconCheck, IconColumns } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Column } from '../../../design/data/data-table.tsx';
import { Menu } from '../../../design/overlay/menu.tsx';
import { useTexts } from '../../language/language.ts';
import { TimeText } from '../../parts/time-text.tsx';
import { useStored } from '../../parts/use-stored.ts';
import { PersonBadge } from '../person-badge.tsx';
import classes from '../users.module.css';
import type { ListedPerson } from '../users-query.ts';

/** Columns that can be left out; the name always stands first. */
const choosable = ['email', 'phone', 'status', 'methods', 'roles', 'registered', 'lastSeen'] as const;
type Choosable = (typeof choosable)[number];
const usual: readonly Choosable[] = ['email', 'phone', 'status', 'lastSeen'];

function readChoice(stored: unknown): readonly Choosable[] | undefined {
  return Array.isArray(stored) ? choosable.filter((each) => stored.includes(each)) : undefined;
}

/** Which columns the operator chose, and the menu in which they do. */
export function useChosenColumns() {
  const [chosen, setChosen] = useStored('users.columns', usual, readChoice);
  return { chosen, setChosen };
}

export function ColumnsMenu({ chosen, setChosen }: ReturnType<typeof useChosenColumns>) {
  const { t } = useTexts();
  const toggle = (column: Choosable) =>
    setChosen(choosable.filter((each) => (each === column ? !chosen.includes(each) : chosen.includes(each))));
  const actions = choosable.map((column) => {
    const isShown = chosen.includes(column);
    const name = t(isShown ? 'users.hideColumn' : 'users.showColumn', { column: t(`users.${column}`) });
    return {
      id: column,
      name,
      icon: <IconCheck size={16} aria-hidden="true" visibility={isShown ? 'visible' : 'hidden'} />,
      onSelect: () => toggle(column),
    };
  });
  return (
    <Menu label={t('users.columns')} hasWords actions={actions}>
      <IconColumns size={16} aria-hidden="true" />
      {t('users.columns')}
    </Menu>
  );
}

/** The columns of the list of people. */
export function usePersonColumns(chosen: readonly Choosable[]): Column<ListedPerson>[] {
  const { t } = useTexts();
  const name: Column<ListedPerson> = { id: 'name', name: t('users.name'), show: (person) => <Name person={person} /> };
  const others: Record<Choosable, Column<ListedPerson>> = {
    email: { id: 'email', name: t('users.email'), room: 'wide', show: ({ email }) => email },
    phone: { id: 'phone', name: t('users.phone'), room: 'extra', show: ({ phone_number: number }) => number },
    status: { id: 'status', name: t('users.status'), show: ({ status }) => <PersonBadge status={status} /> },
    methods: {
      id: 'methods',
      name: t('users.methods'),
      room: 'wide',
      show: ({ methods }) => methods.map((method) => t(`method.type.${method}`)).join(', '),
    },
    roles: { id: 'roles', name: t('users.roles'), room: 'wide', show: ({ roles }) => roles.join(', ') },
    registered: {
      id: 'registered',
      name: t('users.registered'),
      room: 'wide',
      show: ({ registered_at: at }) => <TimeText at={at} relative />,
    },
    lastSeen: {
      id: 'lastSeen',
      name: t('users.lastSeen'),
      room: 'wide',
      show: ({ last_seen_at: at }) => (at === null ? t('users.neverSeen') : <TimeText at={at} relative />),
    },
  };
  return [name, ...chosen.map((column) => others[column])];
}

function Name({ person }: { person: ListedPerson }) {
  return (
    <Link to="/users/$userId" params={{ userId: person.user_id }} className={classes.person}>
      <span>{person.display_name ?? person.username ?? person.user_id}</span>
      {person.username !== null && person.display_name !== null && (
        <span className={classes.username}>{person.username}</span>
      )}
    </Link>
  );
}
