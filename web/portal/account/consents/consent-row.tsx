import { IconWorld } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../design/controls/button.tsx';
import { localeOf } from '../../../design/language/page-language.ts';
import { withdrawConsent, type OwnConsent } from '../../api/consents.ts';
import { ProblemNotice } from '../../frame/problem-notice.tsx';
import { InlineForm } from '../methods/inline-form.tsx';
import classes from '../methods/method-list.module.css';
import { useAccountAttempt } from '../use-account-attempt.ts';
import { ChangeConsent } from './change-consent.tsx';
import own from './consents.module.css';

interface ConsentRowProps {
  consent: OwnConsent;
  /** @param text what was done, in words. */
  onDone: (text: string) => void;
}

/** One site, what it may use, and the two ways to take that back. */
export function ConsentRow({ consent, onDone }: ConsentRowProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<'change' | 'withdraw'>();
  const { name } = consent;
  const close = (text?: string) => {
    setOpen(undefined);
    if (text !== undefined) onDone(text);
  };
  return (
    <>
      <span className={`${classes.sign} ${own.sign}`} aria-hidden="true">
        <IconWorld size={20} />
      </span>
      <div className={classes.words}>
        <h2 className={own.name}>
          <bdi>{name}</bdi>
        </h2>
        <Times consent={consent} />
        {open !== 'change' && <Granted consent={consent} />}
      </div>
      {!open && (
        <div className={classes.rowActions}>
          <Button look="plain" aria-label={`${t('consents.change')}: ${name}`} onClick={() => setOpen('change')}>
            {t('consents.change')}
          </Button>
          <Button look="plain" aria-label={`${t('consents.withdraw')}: ${name}`} onClick={() => setOpen('withdraw')}>
            {t('consents.withdraw')}
          </Button>
        </div>
      )}
      {open === 'change' && <ChangeConsent consent={consent} onDone={close} />}
      {open === 'withdraw' && <WithdrawConsent consent={consent} onDone={close} />}
    </>
  );
}

function Times({ consent }: { consent: OwnConsent }) {
  const { t, i18n } = useTranslation();
  const date = (time: string) =>
    new Intl.DateTimeFormat(localeOf(i18n.language), { dateStyle: 'medium' })
      .format(new Date(time))
      .replaceAll(' ', '\u00a0');
  const { granted_at: granted, expires_at: expires, last_used_at: used } = consent;
  const times = [
    t('consents.allowed', { date: date(granted) }),
    expires !== null && t('consents.until', { date: date(expires) }),
    used !== null && t('consents.used', { date: date(used) }),
  ];
  return <p className="quiet note">{times.filter(Boolean).join(' · ')}</p>;
}

function Granted({ consent }: { consent: OwnConsent }) {
  const { t } = useTranslation();
  const granted = consent.scopes.filter((scope) => scope.granted && scope.name !== 'openid');
  if (granted.length === 0) return <p className="note">{t('consents.nothing')}</p>;
  return (
    <ul className={own.granted} aria-label={`${t('consents.may')}: ${consent.name}`}>
      {granted.map(({ name, description }) => (
        <li key={name}>{description ?? name}</li>
      ))}
    </ul>
  );
}

interface WithdrawConsentProps {
  consent: OwnConsent;
  onDone: (text?: string) => void;
}

function WithdrawConsent({ consent: { id, name }, onDone }: WithdrawConsentProps) {
  const { t } = useTranslation();
  const { busy, problem, attempt } = useAccountAttempt();
  const withdraw = async () => {
    if (await attempt(() => withdrawConsent(id))) onDone(t('consents.withdrawn', { name }));
  };
  return (
    <InlineForm
      busy={busy}
      submit={t('consents.withdraw')}
      isDanger
      leave={t('consents.keep')}
      onSubmit={() => void withdraw()}
      onLeave={() => onDone()}
    >
      <p>
        <strong>{t('consents.withdrawTitle', { name })}</strong>
      </p>
      <p className="quiet note">{t('consents.withdrawText')}</p>
      <ProblemNotice problem={problem} />
    </InlineForm>
  );
}
