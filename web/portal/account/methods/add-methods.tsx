import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../design/controls/button.tsx';
import { Notice } from '../../../design/feedback/notice.tsx';
import {
  addPasskey,
  connectAccount,
  makeRecoveryCodes,
  proveRemoval,
  verifyPasskey,
  type IdentityProvider,
  type OwnMethods,
  type SignInMethod,
} from '../../api/methods.ts';
import { Problem } from '../../api/request.ts';
import frame from '../../frame/page-frame.module.css';
import { leaveFor } from '../../frame/leave-for.ts';
import { ProblemNotice } from '../../frame/problem-notice.tsx';
import { ProviderLogo } from '../../frame/provider-logo.tsx';
import { AddApp } from './add-app.tsx';
import { AddPhone } from '../add-phone/add-phone.tsx';
import { AddCertificate } from './add-certificate.tsx';
import { AddContact } from './add-contact.tsx';
import { nameOf } from './method-name.ts';
import classes from './method-list.module.css';
import { typeIcons } from './type-icons.tsx';
import { useAccountAttempt } from '../use-account-attempt.ts';
import { useShown } from '../../frame/use-shown.ts';

interface AddMethodsProps {
  methods: OwnMethods;
  /** @param text what was added, in words. */
  onAdded: (text: string) => void;
  onChanged: () => void;
}

/** What can be added: passkeys, phones, apps, addresses, numbers, certificates, recovery codes, which are shown once, and accounts at identity providers. */
export function AddMethods({ methods, onAdded, onChanged }: AddMethodsProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<Opened>();
  const close = (method?: SignInMethod) => {
    setOpen(undefined);
    if (method) onAdded(t('account.addedDone', { name: nameOf(method, t(`methodType.${method.type}`)) }));
    else onChanged();
  };
  const closeCertificate = () => {
    setOpen(undefined);
    onAdded(t('account.certificateDone'));
  };
  if (open === 'app') return <AddApp onAdded={close} onCancel={close} />;
  if (open === 'countersign') return <AddPhone methods={methods.items} onAdded={close} onCancel={close} />;
  if (open === 'certificate') return <AddCertificate onAdded={closeCertificate} onCancel={close} />;
  if (open) return <AddContact type={open} onAdded={close} onCancel={close} />;
  return <WaysToAdd methods={methods} onAdded={onAdded} onChanged={onChanged} onOpen={setOpen} />;
}

const openable = ['countersign', 'app', 'email', 'phone', 'certificate'] as const;
type Opened = (typeof openable)[number];
const typesOf = {
  countersign: 'countersign',
  app: 'authenticator_app',
  email: 'email',
  phone: 'phone',
  certificate: 'certificate',
} as const;

function WaysToAdd({ methods, onAdded, onChanged, onOpen }: AddMethodsProps & { onOpen: (what: Opened) => void }) {
  const { t } = useTranslation();
  const [codes, setCodes] = useState<readonly string[]>();
  const adding = useAccountAttempt();
  const making = useAccountAttempt();
  const hasPasskeys = 'PublicKeyCredential' in window;
  const add = async () => {
    making.forget();
    await adding.attempt(async () => {
      const method = await createPasskey();
      onAdded(t('account.addedDone', { name: nameOf(method, t(`methodType.${method.type}`)) }));
    });
  };
  const make = async () => {
    adding.forget();
    if (await making.attempt(async () => setCodes(await makeRecoveryCodes()))) onChanged();
  };
  return (
    <section className={frame.stack} aria-labelledby="add-methods">
      {codes && <RecoveryCodes codes={codes} onSaved={() => setCodes(undefined)} />}
      <h2 id="add-methods">{t('account.addTitle')}</h2>
      {!hasPasskeys && <Notice tone="warning">{t('account.noPasskeys')}</Notice>}
      <ProblemNotice problem={adding.problem ?? making.problem} />
      <div className={classes.tiles}>
        {hasPasskeys && (
          <Button icon={typeIcons.passkey} busy={adding.busy} disabled={making.busy} onClick={() => void add()}>
            {t('account.addPasskey')}
          </Button>
        )}
        <OpeningButtons methods={methods} busy={adding.busy || making.busy} onOpen={onOpen} />
        <Button
          look="secondary"
          icon={typeIcons.recovery_codes}
          busy={making.busy}
          disabled={adding.busy}
          onClick={() => void make()}
        >
          {t('account.makeCodes')}
        </Button>
        <ConnectButtons providers={methods.identity_providers} />
      </div>
    </section>
  );
}

interface OpeningButtonsProps {
  methods: OwnMethods;
  busy: boolean;
  onOpen: (what: Opened) => void;
}

/** What is added by a form of its own. */
function OpeningButtons({ methods, busy, onOpen }: OpeningButtonsProps) {
  const { t } = useTranslation();
  const isPossible = { countersign: methods.phone_addable, certificate: methods.takes_certificates };
  const shown = openable.filter((what) => ({ app: true, email: true, phone: true, ...isPossible })[what]);
  return shown.map((what) => (
    <Button key={what} look="secondary" icon={typeIcons[typesOf[what]]} disabled={busy} onClick={() => onOpen(what)}>
      {t(`account.add_${what}`)}
    </Button>
  ));
}

/** Leads to an identity provider, whose answer connects the account there. */
function ConnectButtons({ providers }: { providers: readonly IdentityProvider[] }) {
  const { t } = useTranslation();
  const { busy, problem, attempt } = useAccountAttempt();
  return (
    <>
      {providers.map(({ id, name, logo_uri: logo }) => (
        <Button
          key={id}
          look="secondary"
          disabled={busy}
          icon={<ProviderLogo logo={logo} />}
          onClick={() => void attempt(async () => leaveFor(await connectAccount(id)))}
        >
          {t('account.connect', { provider: name })}
        </Button>
      ))}
      <ProblemNotice problem={problem} />
    </>
  );
}

/** Has the browser make a passkey. One that it did not make is not left in the list. */
async function createPasskey(): Promise<SignInMethod> {
  const pending = await addPasskey();
  try {
    const { startRegistration } = await import('@simplewebauthn/browser');
    const attestation = await startRegistration({ optionsJSON: pending.challenge.public_key }).catch(explain);
    return await verifyPasskey(pending.id, attestation);
  } catch (error) {
    // It ends by itself after ten minutes; what went wrong before is what the person has to know.
    await proveRemoval(pending.id, {}).catch(() => undefined);
    throw error;
  }
}

/** Closed by the person, or left open too long: browsers tell no page which. */
function explain(error: unknown): never {
  const isKnown = error instanceof Error && error.name === 'InvalidStateError';
  throw new Problem(isKnown ? 'passkey_known' : 'passkey_cancelled', undefined, error);
}

function RecoveryCodes({ codes, onSaved }: { codes: readonly string[]; onSaved: () => void }) {
  const { t } = useTranslation();
  const section = useShown(codes);
  const [isCopied, setCopied] = useState(false);
  const { busy, problem, attempt } = useAccountAttempt();
  const copy = async () =>
    setCopied(await attempt(() => navigator.clipboard.writeText(codes.join('\n')).catch(refuse)));
  return (
    <section ref={section} className={classes.codes} aria-labelledby="recovery-codes">
      <h2 id="recovery-codes">{t('account.codesTitle')}</h2>
      <p className="quiet note">{t('account.codesText')}</p>
      <ul className={classes.codeList} dir="ltr">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <ProblemNotice problem={problem} />
      <div className={classes.actions}>
        <Button look="secondary" busy={busy} onClick={() => void copy()}>
          {t('account.copy')}
        </Button>
        <Button look="secondary" onClick={onSaved}>
          {t('account.codesSaved')}
        </Button>
      </div>
      <p role="status" className="quiet note">
        {isCopied ? t('account.copied') : null}
      </p>
    </section>
  );
}

function refuse(error: unknown): never {
  throw new Problem('copy_refused', undefined, error);
}
