import { useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { Button } from '../../design/controls/button.tsx';
import { CodeField, TextField } from '../../design/controls/text-field.tsx';
import {
  addContact,
  proveRemoval,
  verifyCode,
  type ContactType,
  type PendingContact,
  type SignInMethod,
} from '../api/methods.ts';
import { problemOf } from '../api/request.ts';
import { useProblemText } from '../frame/use-problem-text.ts';
import classes from './method-list.module.css';
import { useAccountAttempt } from './use-account-attempt.ts';

interface AddContactProps {
  type: ContactType;
  /** The address or number whose place the new one takes. */
  replaces?: SignInMethod;
  onAdded: (method: SignInMethod) => void;
  onCancel: () => void;
}

/** An e-mail address or a phone number: what it is, and the code that was sent there. */
export function AddContact({ type, replaces, onAdded, onCancel }: AddContactProps) {
  const { t } = useTranslation();
  const [pending, setPending] = useState<PendingContact>();
  const cancel = () => {
    // It ends by itself after ten minutes.
    if (pending) void proveRemoval(pending.id, {}).catch(() => undefined);
    onCancel();
  };
  return (
    <section className={classes.panel} aria-labelledby="add-contact">
      <h2 id="add-contact">{t(type === 'email' ? 'account.emailTitle' : 'account.phoneTitle')}</h2>
      {pending ? (
        <ContactCode pending={pending} onAdded={onAdded} onCancel={cancel} />
      ) : (
        <ContactForm type={type} replaces={replaces?.id} onSent={setPending} onCancel={cancel} />
      )}
    </section>
  );
}

interface ContactFormProps {
  type: ContactType;
  replaces: string | undefined;
  onSent: (pending: PendingContact) => void;
  onCancel: () => void;
}

function ContactForm({ type, replaces, onSent, onCancel }: ContactFormProps) {
  const { t } = useTranslation();
  const text = useProblemText();
  const [typed, setTyped] = useState('');
  const { busy, problem, attempt } = useAccountAttempt();
  const isEmail = type === 'email';
  const destination = isEmail ? typed.trim() : typed.replaceAll(/[\s().-]/g, '');
  const send = async () => {
    if (destination === '' || busy) return;
    await attempt(async () => onSent(await addContact(type, destination, replaces)));
  };
  return (
    <form
      className={classes.rename}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <TextField
        label={t(isEmail ? 'signIn.email' : 'signIn.phoneNumber')}
        hint={isEmail ? undefined : t('signIn.phoneNumberHint')}
        type={isEmail ? 'email' : 'tel'}
        autoComplete={type === 'email' ? 'email' : 'tel'}
        dir="ltr"
        maxLength={254}
        value={typed}
        onText={setTyped}
        autoFocus
        required
        error={problem === undefined ? undefined : text(problemOf(problem))}
      />
      <div className={classes.actions}>
        <Button type="submit" busy={busy}>
          {t('code.send')}
        </Button>
        <Button look="secondary" disabled={busy} onClick={onCancel}>
          {t('account.cancel')}
        </Button>
      </div>
    </form>
  );
}

interface ContactCodeProps {
  pending: PendingContact;
  onAdded: (method: SignInMethod) => void;
  onCancel: () => void;
}

function ContactCode({ pending, onAdded, onCancel }: ContactCodeProps) {
  const { t } = useTranslation();
  const text = useProblemText();
  const [code, setCode] = useState('');
  const { busy, problem, attempt } = useAccountAttempt();
  const { code_length: digits, destination } = pending.challenge;
  const verify = async (typed: string) => {
    if (typed.length !== digits || busy) return;
    if (!(await attempt(async () => onAdded(await verifyCode(pending.id, typed))))) setCode('');
  };
  return (
    <form
      className={classes.rename}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void verify(code);
      }}
    >
      <p className="quiet">
        <Trans t={t} i18nKey="code.sentTo" values={{ destination }} components={{ b: <b dir="ltr" /> }} />
      </p>
      <CodeField
        label={t('code.label', { count: digits })}
        digits={digits}
        value={code}
        onText={setCode}
        onComplete={(typed) => void verify(typed)}
        autoFocus
        required
        error={problem === undefined ? undefined : text(problemOf(problem))}
      />
      <div className={classes.actions}>
        <Button type="submit" busy={busy}>
          {t('account.confirm')}
        </Button>
        <Button look="secondary" disabled={busy} onClick={onCancel}>
          {t('account.cancel')}
        </Button>
      </div>
    </form>
  );
}
