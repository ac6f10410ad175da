import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../design/controls/button.tsx';
import { TextField } from '../../../design/controls/text-field.tsx';
import { keepMethod, makePrimary, renameMethod, type MethodType, type SignInMethod } from '../../api/methods.ts';
import { problemOf } from '../../api/request.ts';
import { ProblemNotice } from '../../frame/problem-notice.tsx';
import { useProblemText } from '../../frame/use-problem-text.ts';
import { localeOf } from '../../../design/language/page-language.ts';
import { AddApp } from './add-app.tsx';
import { AddContact } from './add-contact.tsx';
import { InlineForm } from './inline-form.tsx';
import { LostPhoneForm } from './lost-phone-form.tsx';
import classes from './method-list.module.css';
import { nameOf } from './method-name.ts';
import { RemoveForm } from './remove-form.tsx';
import { typeIcons } from './type-icons.tsx';
import { useAccountAttempt } from '../use-account-attempt.ts';

interface MethodListProps {
  methods: readonly SignInMethod[];
  onChanged: () => void;
  /** @param text what was done, in words. */
  onRemoved: (text: string) => void;
}

/** The sign-in methods, one a row. */
export function MethodList({ methods, ...changes }: MethodListProps) {
  const { t } = useTranslation();
  if (methods.length === 0) return <p className="quiet">{t('account.none')}</p>;
  return (
    <ul className={classes.list} aria-label={t('accountPage.methods')}>
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

const namedTypes: readonly MethodType[] = ['passkey', 'authenticator_app', 'email', 'phone', 'identity', 'certificate'];
const replacedTypes: readonly MethodType[] = ['authenticator_app', 'email', 'phone'];

type RowAction = 'rename' | 'replace' | 'remove' | 'lost';

function MethodRow({ method, onChanged, onRemoved }: MethodRowProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<RowAction>();
  const type = t(`methodType.${method.type}`);
  const name = nameOf(method, type);
  const button = (action: RowAction) => (
    <Button look="plain" aria-label={`${t(`account.${action}`)}: ${name}`} onClick={() => setOpen(action)}>
      {t(`account.${action}`)}
    </Button>
  );
  const canBePrimary = method.status === 'active' && contactTypes.includes(method.type) && !method.primary;
  const close = (isChanged: boolean) => {
    setOpen(undefined);
    if (isChanged) onChanged();
  };
  const leave = (text?: string) => {
    close(false);
    // One that is lost stays in the list for a day.
    if (text !== undefined) onRemoved(text);
  };
  return (
    <>
      <span className={classes.sign} aria-hidden="true">
        {typeIcons[method.type]}
      </span>
      <MethodWords method={method} type={type} name={name} />
      {open === undefined && (
        <div className={classes.rowActions}>
          {method.status === 'removal_pending' && (
            <KeepButton method={method} name={name} onKept={() => onRemoved(t('account.keptDone', { name }))} />
          )}
          {canBePrimary && (
            <PrimaryButton method={method} name={name} onChosen={() => onRemoved(t('account.primaryDone', { name }))} />
          )}
          {method.status === 'active' && namedTypes.includes(method.type) && button('rename')}
          {method.status === 'active' && replacedTypes.includes(method.type) && button('replace')}
          {method.status !== 'removal_pending' && method.removable && button('remove')}
          {method.status === 'active' && method.reason === 'on_the_phone' && button('lost')}
        </div>
      )}
      {open === 'rename' && <RenameForm method={method} onDone={close} />}
      {open === 'replace' && <ReplaceForm method={method} name={name} onDone={close} onReplaced={onRemoved} />}
      {open === 'remove' && <RemoveForm method={method} name={name} onDone={leave} />}
      {open === 'lost' && <LostPhoneForm method={method} name={name} onDone={leave} />}
    </>
  );
}

function MethodWords({ method, type, name }: { method: SignInMethod; type: string; name: string }) {
  return (
    <div className={classes.words}>
      <h2>
        <bdi>{name}</bdi>
      </h2>
      <p className="quiet note">{detailsOf(method, type, name)}</p>
      <MethodDates method={method} />
    </div>
  );
}

interface ReplaceFormProps {
  method: SignInMethod;
  name: string;
  onDone: (isChanged: boolean) => void;
  onReplaced: (text: string) => void;
}

function ReplaceForm({ method, name, onDone, onReplaced }: ReplaceFormProps) {
  const { t } = useTranslation();
  const forms = {
    replaces: method,
    onAdded: () => onReplaced(t('account.replaced', { name })),
    onCancel: () => onDone(true),
  };
  return (
    <div className={classes.rename}>
      {method.type === 'email' || method.type === 'phone' ? (
        <AddContact type={method.type} {...forms} />
      ) : (
        <AddApp {...forms} />
      )}
    </div>
  );
}

interface PrimaryButtonProps {
  method: SignInMethod;
  name: string;
  onChosen: () => void;
}

function PrimaryButton({ method, name, onChosen }: PrimaryButtonProps) {
  const { t } = useTranslation();
  const { busy, problem, attempt } = useAccountAttempt();
  const choose = async () => {
    if (await attempt(() => makePrimary(method.id))) onChosen();
  };
  const words = t('account.makePrimary');
  return (
    <>
      <ProblemNotice problem={problem} />
      <Button look="plain" busy={busy} aria-label={`${words}: ${name}`} onClick={() => void choose()}>
        {words}
      </Button>
    </>
  );
}

interface KeepButtonProps {
  method: SignInMethod;
  name: string;
  onKept: () => void;
}

function KeepButton({ method, name, onKept }: KeepButtonProps) {
  const { t } = useTranslation();
  const { busy, problem, attempt } = useAccountAttempt();
  const keep = async () => {
    if (await attempt(() => keepMethod(method.id))) onKept();
  };
  return (
    <>
      <ProblemNotice problem={problem} />
      <Button look="plain" busy={busy} aria-label={`${t('account.keep')}: ${name}`} onClick={() => void keep()}>
        {t('account.keep')}
      </Button>
    </>
  );
}

function detailsOf({ destination }: SignInMethod, type: string, name: string): string {
  return [name === type ? undefined : type, name === destination ? undefined : destination].filter(Boolean).join(' · ');
}

const contactTypes: readonly MethodType[] = ['email', 'phone'];
const reasons = ['last_method', 'method_required_by_policy', 'on_the_phone'] as const;

function MethodDates({ method }: { method: SignInMethod }) {
  const { t, i18n } = useTranslation();
  const dates = new Intl.DateTimeFormat(localeOf(i18n.language), { dateStyle: 'medium' });
  // A date is not broken at the end of a line.
  const format = (time: string) => dates.format(new Date(time)).replaceAll(' ', '\u00a0');
  const due = method.due_at ? format(method.due_at) : undefined;
  const leaving = due === undefined ? t('account.leaving') : t('account.leavingOn', { date: due });
  const states = { active: undefined, pending: t('account.pending'), removal_pending: leaving };
  // When contacts were used is not kept.
  const isKnown = method.last_used_at !== null || !contactTypes.includes(method.type);
  const used = method.last_used_at ? t('account.used', { date: format(method.last_used_at) }) : t('account.neverUsed');
  const added = t('account.added', { date: format(method.created_at) });
  const kept = reasons.find((reason) => reason === method.reason);
  const why = kept && t(`kept.${kept}`);
  const parts = [
    method.primary ? t('account.primary') : undefined,
    states[method.status],
    why,
    added,
    isKnown ? used : undefined,
  ];
  return <p className="quiet note">{parts.filter(Boolean).join(' · ')}</p>;
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
    <InlineForm
      busy={busy}
      submit={t('account.save')}
      leave={t('account.cancel')}
      onSubmit={() => void save()}
      onLeave={() => onDone(false)}
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
    </InlineForm>
  );
}
