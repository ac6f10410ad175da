import { IconArrowRight, IconUser } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState, type KeyboardEvent, type ReactNode } from 'react';
import { TextField } from '../../design/controls/text-field.tsx';
import { Dialog } from '../../design/overlay/dialog.tsx';
import { useMay } from '../api/session.ts';
import { useTexts } from '../language/language.ts';
import { usersQuery } from '../users/users-query.ts';
import { useSettled } from '../parts/use-settled.ts';
import classes from './command-palette.module.css';
import { usePlaces } from './places.ts';

interface Found {
  id: string;
  name: string;
  detail?: string | null;
  icon: ReactNode;
  open: () => void;
}

/** Pages and people by what is typed. */
function useFound(text: string): Found[] {
  const { t } = useTexts();
  const navigate = useNavigate();
  const places = usePlaces();
  const may = useMay();
  const sought = useSettled(text.trim());
  const { data } = useQuery({
    ...usersQuery({ q: sought, limit: 8 }),
    enabled: sought.length > 1 && may('users.read'),
  });
  const pages = places
    .filter(({ name }) => t(name).toLocaleLowerCase().includes(text.trim().toLocaleLowerCase()))
    .map(({ to, name }) => ({
      id: to,
      name: t(name),
      icon: <IconArrowRight size={16} aria-hidden="true" />,
      open: () => void navigate({ to }),
    }));
  const people = (sought.length > 1 && data ? data.items : []).map((person) => ({
    id: person.user_id,
    name: person.display_name ?? person.username ?? person.user_id,
    detail: person.email ?? person.username,
    icon: <IconUser size={16} aria-hidden="true" />,
    open: () => void navigate({ to: '/users/$userId', params: { userId: person.user_id } }),
  }));
  return [...pages, ...people];
}

/** Reaches every page and every user by typing: Ctrl K. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const id = useId();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const found = useFound(text);
  const now = Math.min(chosen, found.length - 1);
  const open = (index: number) => {
    onClose();
    found[index]?.open();
  };
  const press = (event: KeyboardEvent) => {
    const next = { ArrowDown: now + 1, ArrowUp: now - 1 + found.length }[event.key];
    if (event.key === 'Enter') open(now);
    if (next !== undefined && found.length > 0) setChosen(next % found.length);
    if (next !== undefined || event.key === 'Enter') event.preventDefault();
  };
  return (
    <Dialog title={t('palette.title')} close={t('parts.close')} onClose={onClose}>
      <TextField
        label={t('palette.label')}
        value={text}
        role="combobox"
        autoFocus
        autoComplete="off"
        aria-expanded={found.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={found.length > 0 ? `${id}-${now}` : undefined}
        onKeyDown={press}
        onText={(typed) => {
          setText(typed);
          setChosen(0);
        }}
      />
      <FoundList id={id} found={found} now={now} onOpen={open} />
      <p className="quiet note" role="status">
        {found.length === 0 ? t('palette.none') : t('palette.keys')}
      </p>
    </Dialog>
  );
}

interface FoundListProps {
  /** Of the palette. */
  id: string;
  found: readonly Found[];
  /** The one that is chosen. */
  now: number;
  onOpen: (index: number) => void;
}

function FoundList({ id, found, now, onOpen }: FoundListProps) {
  const { t } = useTexts();
  return (
    <ul id={`${id}-list`} role="listbox" aria-label={t('palette.title')} className={classes.list}>
      {found.map(({ id: each, name, detail, icon }, index) => (
        <li
          key={each}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === now}
          className={classes.option}
          onClick={() => onOpen(index)}
        >
          {icon}
          <span className={classes.name}>{name}</span>
          <span className={classes.detail}>{detail}</span>
        </li>
      ))}
    </ul>
  );
}
