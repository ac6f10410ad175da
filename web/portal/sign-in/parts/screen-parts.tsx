import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../design/controls/button.tsx';
import { CheckField } from '../../../design/controls/text-field.tsx';
import { ScreenHeading } from '../../../design/feedback/screen-heading.tsx';
import frame from '../../frame/page-frame.module.css';
import { localeOf } from '../../../design/language/page-language.ts';
import { ageInWords, whyAsked } from '../why-asked.ts';
import { asksForIdentifier, firstStep, methodsFor } from '../which-screen.ts';
import type { ScreenProps } from './screen-props.ts';
import classes from './screens.module.css';

interface HeadProps {
  title: string;
  client: string;
  children?: ReactNode;
}

/** The heading of a screen, and what is to be done on it. */
export function Head({ title, client, children }: HeadProps) {
  return (
    <div className={frame.head}>
      <ScreenHeading title={`${title} · ${client}`}>{title}</ScreenHeading>
      {children && <div className="quiet">{children}</div>}
    </div>
  );
}

interface FormProps {
  onSubmit: () => void;
  children: ReactNode;
}

/** A form that is sent by our API. */
export function Form({ onSubmit, children }: FormProps) {
  return (
    <form
      className={frame.stack}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
}

/** Why it is asked for, whom the sign-in is for, as far as the page knows, and the way back to the first screen. */
export function SigningInAs({
  flow,
  step,
  goTo,
  onRestart,
}: Pick<ScreenProps, 'flow' | 'step' | 'goTo' | 'onRestart'>) {
  const { t } = useTranslation();
  const name = flow.user?.display ?? step.identifier;
  // It is told once: on the screen on which the proof is asked for, not while it is given, where each line counts.
  const isAsked = flow.status === 'pending' && step.method === undefined;
  return (
    <>
      {isAsked && <WhyAsked flow={flow} />}
      {name !== '' && (
        <div className={classes.person}>
          <span className={classes.personName}>
            <span className="visually-hidden">{t('signIn.signingInAs')} </span>
            <bdi>{name}</bdi>
          </span>
          <Button look="plain" onClick={() => (flow.user ? onRestart() : goTo(firstStep))}>
            {t('signIn.change')}
          </Button>
        </div>
      )}
    </>
  );
}

/** Why a proof is asked for that the person may not expect. */
export function WhyAsked({ flow }: Pick<ScreenProps, 'flow'>) {
  const { t, i18n } = useTranslation();
  const asked = whyAsked(flow);
  if (!asked) return null;
  const client = flow.client.name;
  if (asked.why !== 'recent') return <p className="quiet">{t(`why.${asked.why}`, { client })}</p>;
  const age = ageInWords(asked.seconds, localeOf(i18n.language));
  return <p className="quiet">{t('why.recent', { client, age })}</p>;
}

/** The offer to trust this browser, beside the second proof. It stands before the field: the last digit of a code sends it off. */
export function TrustBrowser({ flow, trust, setTrust }: Pick<ScreenProps, 'flow' | 'trust' | 'setTrust'>) {
  const { t } = useTranslation();
  if (flow.user === null || flow.trusted_device_days === 0) return null;
  return (
    <CheckField checked={trust} onChecked={setTrust}>
      {t('signIn.trust', { count: flow.trusted_device_days })}
      <span className={`quiet note ${classes.hint}`}>{t('signIn.trustHint')}</span>
    </CheckField>
  );
}

/** The way to the list of methods, where there is another one. */
export function OtherWay({ flow, step, goTo, attempt }: Pick<ScreenProps, 'flow' | 'step' | 'goTo' | 'attempt'>) {
  const { t } = useTranslation();
  const ways = methodsFor(flow, step.identifier);
  if (flow.user !== null && ways.length < 2) return null;
  const next = flow.user === null && step.identifier === '' ? firstScreen : { isChoosing: true, method: undefined };
  return (
    <div className={classes.ways}>
      <Button look="plain" disabled={attempt.busy} onClick={() => goTo(next)}>
        {t('signIn.otherWay')}
      </Button>
    </div>
  );
}

const firstScreen = { isChoosing: true, method: undefined };

/** Whether a first factor of this flow starts with a name. */
export function startsWithName({ flow }: Pick<ScreenProps, 'flow'>): boolean {
  return flow.user === null && asksForIdentifier(flow);
}
