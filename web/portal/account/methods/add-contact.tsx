import { useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { TextField } from '../../../design/controls/text-field.tsx';
import {
  addContact,
  proveRemoval,
  type ContactType,
  type PendingContact,
  type SignInMethod,
} from '../../api/methods.ts';
import { problemOf } from '../../api/request.ts';
import { useProblemText } from '../../frame/use-problem-text.ts';
import { CodeForm } from './code-form.tsx';
import { InlineForm } from './inline-form.tsx';
import classes from './method-list.module.css';
import { useAccountAttempt } from '../use-account-attempt.ts';
import { useShown } from '../../frame/use-shown.ts';

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
  const section = useShown(pending);
  const cancel = () => {
    // It ends by itself after ten minutes.
    if (pending) void proveRemoval(pending.id, {}).catch(() => undefined);
    onCancel();
  };
  return (
    <section ref={section} className={classes.panel} aria-labelledby="add-contact">
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
    <InlineForm
      busy={busy}
      submit={t('code.send')}
      leave={t('account.cancel')}
      onSubmit={() => void send()}
      onLeave={onCancel}
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
    </InlineForm>
  );
}

interface ContactCodeProps {
  pending: PendingContact;
  onAdded: (method: SignInMethod) => void;
  onCancel: () => void;
}

function ContactCode({ pending, onAdded, onCancel }: ContactCodeProps) {
  const { t } = useTranslation();
  const { code_length: digits, destination } = pending.challenge;
  return (
    <CodeForm
      id={pending.id}
      digits={digits}
      label={t('code.label', { count: digits })}
      autoFocus
      onAdded={onAdded}
      onCancel={onCancel}
    >
      <p className="quiet">
        <Trans t={t} i18nKey="code.sentTo" values={{ destination }} components={{ b: <b dir="ltr" /> }} />
      </p>
    </CodeForm>
  );
}
