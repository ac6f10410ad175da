import { IconBookmark, IconX } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { Button } from '../../../design/controls/button.tsx';
import { TextField } from '../../../design/controls/text-field.tsx';
import { Dialog } from '../../../design/overlay/dialog.tsx';
import { useTexts } from '../../language/language.ts';
import parts from '../../parts/parts.module.css';
import { useStored } from '../../parts/use-stored.ts';
import classes from './views.module.css';

/** The filters of the list. What is searched for is no part of a view: it is of a person, and would outlive the session. */
export interface Filters {
  status: string;
  method: string;
  sort: string;
}

interface View extends Filters {
  name: string;
}

const mostViews = 20;
const longestName = 40;

function readViews(stored: unknown): View[] | undefined {
  if (!Array.isArray(stored)) return undefined;
  const isText = (value: unknown): value is string => typeof value === 'string';
  return (stored as Partial<View>[])
    .filter((view): view is View => [view?.name, view?.status, view?.method, view?.sort].every(isText))
    .slice(0, mostViews);
}

const isSame = (one: Filters, other: Filters) =>
  one.status === other.status && one.method === other.method && one.sort === other.sort;

/** Filters under a name, in this browser: one press brings them back. */
export function Views({ now, onChoose }: { now: Filters; onChoose: (filters: Filters) => void }) {
  const { t } = useTexts();
  const [views, setViews] = useStored<View[]>('users.views', [], readViews);
  const [isNaming, setNaming] = useState(false);
  const isFiltered = now.status !== '' || now.method !== '' || now.sort !== '';
  const isNew = isFiltered && !views.some((view) => isSame(view, now)) && views.length < mostViews;
  const add = (name: string) => {
    setViews([...views.filter((view) => view.name !== name), { ...now, name }]);
    setNaming(false);
  };
  if (views.length === 0 && !isNew) return null;
  return (
    <div className={classes.views} role="group" aria-label={t('users.views')}>
      {views.map((view) => (
        <span key={view.name} className={classes.view} data-now={isSame(view, now)}>
          <button type="button" aria-pressed={isSame(view, now)} onClick={() => onChoose(view)}>
            {view.name}
          </button>
          <button
            type="button"
            aria-label={t('users.removeView', { name: view.name })}
            onClick={() => setViews(views.filter((each) => each !== view))}
          >
            <IconX size={14} aria-hidden="true" />
          </button>
        </span>
      ))}
      {isNew && (
        <Button look="plain" onClick={() => setNaming(true)}>
          <IconBookmark size={16} aria-hidden="true" />
          {t('users.saveView')}
        </Button>
      )}
      {isNaming && <Naming onName={add} onClose={() => setNaming(false)} />}
    </div>
  );
}

function Naming({ onName, onClose }: { onName: (name: string) => void; onClose: () => void }) {
  const { t } = useTexts();
  const [name, setName] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') onName(name.trim());
  };
  return (
    <Dialog title={t('users.saveView')} close={t('parts.close')} onClose={onClose}>
      <form className={parts.form} noValidate onSubmit={submit}>
        <TextField
          label={t('users.viewName')}
          hint={t('users.viewHint')}
          value={name}
          maxLength={longestName}
          onText={setName}
        />
        <div className={parts.buttons}>
          <Button look="secondary" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" disabled={name.trim() === ''}>
            {t('users.saveView')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
