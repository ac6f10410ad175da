import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../design/controls/button.tsx';
import { TextField } from '../../design/controls/text-field.tsx';
import { renameMethod, type MethodType, type SignInMethod } from '../api/methods.ts';
import { problemOf } from '../api/request.ts';
import { useProblemText } from '../frame/use-problem-text.ts';
import classes from './method-list.module.css';
import { RemoveForm } from './remove-form.tsx';
import { typeIcons } from './type-icons.tsx';
import { useAccountAttempt } from './use-account-attempt.ts';

interface MethodListProps {
  methods: readonly SignInMethod[];
  onChanged: () => void;
  /** @param text what was removed, in words. */
  onRemoved: (text: string) => void;
}

/** The sign-in methods, one a row. */
export function MethodList({ methods, ...changes }: MethodListProps) {
  const { t } = useTranslation();
  if (methods.length === 0) return <p className="quiet">{t('account.none')}</p>;
  return (
    <ul className={classes.list} aria-label={t('account.methodsTitle')}>
      {methods.map((method) => (
        <li key={method.id} className={classes.row}>
          <MethodRow method={method} {...changes} />
        </li>
      ))}
    </ul>
  );
}

interface MethodRowProps extends Omit<MethodListProps, 'methods'> {
  method: SignInMethod;
}

/** Methods that are removed and renamed here. Addresses and numbers are the person's contacts. */
const removableTypes: readonly MethodType[] = [
  'password',
  'passkey',
  'authenticator_app',
  'recovery_codes',
  'identity',
];
const namedTypes: readonly MethodType[] = ['passkey', 'authenticator_app', 'identity'];

function MethodRow({ method, onChanged, onRemoved }: MethodRowProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<'rename' | 'remove'>();
  const type = t(`methodType.${method.type}`);
  const name = method.name || type;
  const button = (action: 'rename' | 'remove') => (
    <Button look="plain" aria-label={`${t(`account.${action}`)}: ${name}`} onClick={() => setOpen(action)}>
      {t(`account.${action}`)}
    </Button>
  );
  const close = (isChanged: boolean) => {
    setOpen(undefined);
    if (isChanged) onChanged();
  };
  return (
    <>
      <span className={classes.sign} aria-hidden="true">
        {typeIcons[method.type]}
      </span>
      <div className={classes.words}>
        <h2>{name}</h2>
        <p className="quiet note">{detailsOf(method, type, name)}</p>
        <MethodDates method={method} />
      </div>
      {open === undefined && (
        <div className={classes.rowActions}>
          {namedTypes.includes(method.type) && button('rename')}
          {removableTypes.includes(method.type) && method.removable && button('remove')}
        </div>
      )}
      {open === 'rename' && <RenameForm method={method} onDone={close} />}
      {open === 'remove' && (
        <RemoveForm
          method={method}
          name={name}
          onDone={(isRemoved) => (isRemoved ? onRemoved(t('account.removed', { name })) : close(false))}
        />
      )}
    </>
  );
}

function detailsOf({ destination }: SignInMethod, type: string, name: string): string {
  return [name === type ? undefined : type, destination].filter(Boolean).join(' · ');
}

function MethodDates({ method }: { method: SignInMethod }) {
  const { t, i18n } = useTranslation();
  const format = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium' });
  const states = { active: undefined, pending: t('account.pending'), removal_pending: t('account.leaving') };
  const used = method.last_used_at
    ? t('account.used', { date: format.format(new Date(method.last_used_at)) })
    : t('account.neverUsed');
  const added = t('account.added', { date: format.format(new Date(method.created_at)) });
  const only = method.reason === 'last_method' ? t('account.lastOne') : undefined;
  return <p className="quiet note">{[states[method.status], only, added, used].filter(Boolean).join(' · ')}</p>;
}

function RenameForm({ method, onDone }: { method: SignInMethod; onDone: (isChanged: boolean) => void }) {
  const { t } = useTranslation();
  const text = useProblemText();
  const [name, setName] = useState(method.name ?? '');
  const { busy, problem, attempt } = useAccountAttempt();
  const save = async () => {
    if (name.trim() === '') return;
    if (await attempt(() => renameMethod(method.id, name.trim()))) onDone(true);
  };
  return (
    <form
      className={classes.rename}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextField
        label={t('account.name')}
        value={name}
        onText={setName}
        maxLength={100}
        autoFocus
        required
        error={problem === undefined ? undefined : text(problemOf(problem))}
      />
      <div className={classes.actions}>
        <Button type="submit" busy={busy}>
          {t('account.save')}
        </Button>
        <Button look="secondary" disabled={busy} onClick={() => onDone(false)}>
          {t('account.keep')}
        </Button>
      </div>
    </form>
  );
}
