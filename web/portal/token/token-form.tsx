import { IconLink, IconLogin2, IconLogout2, IconUserCheck, IconWorld } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../design/controls/button.tsx';
import { CodeField } from '../../design/controls/text-field.tsx';
import { ScreenHeading } from '../../design/feedback/screen-heading.tsx';
import { problemOf } from '../api/request.ts';
import type { ActionType, DescribedToken } from '../api/token.ts';
import frame from '../frame/page-frame.module.css';
import { ProblemNotice } from '../frame/problem-notice.tsx';
import { useProblemText } from '../frame/use-problem-text.ts';
import { Form } from '../sign-in/parts/screen-parts.tsx';
import classes from './token.module.css';
import { isSignIn } from './use-token.ts';

interface TokenFormProps {
  described: DescribedToken;
  busy: boolean;
  problem: unknown;
  onUse: (code: string | undefined) => void;
}

const codeDigits = 6;

/** Whose token it is, what a press does, where the browser goes on, and the press. */
export function TokenForm({ described, busy, problem, onUse }: TokenFormProps) {
  const { t } = useTranslation();
  const text = useProblemText();
  const [code, setCode] = useState('');
  const { code_required: needsCode } = described;
  const isOfCode = problem !== undefined && problemOf(problem).code === 'code_wrong';
  const purpose = purposeOf(described);
  const title = t(`token.${purpose}Title`);
  const send = (typed: string) => {
    if (!needsCode) onUse(undefined);
    else if (typed.length === codeDigits) onUse(typed);
  };
  return (
    <>
      <div className={frame.head}>
        <ScreenHeading title={title}>{title}</ScreenHeading>
        <p className="quiet">{t('token.text')}</p>
      </div>
      <dl className={classes.user}>
        <dt className="quiet note">{t('token.account')}</dt>
        <dd dir="ltr">{described.user.display}</dd>
      </dl>
      <section className={classes.section} aria-labelledby="token-effects">
        <h2 id="token-effects" className="note">
          {t('token.effects')}
        </h2>
        <Effects described={described} />
      </section>
      {!isOfCode && <ProblemNotice problem={problem} />}
      <Form onSubmit={() => send(code)}>
        {needsCode && (
          <CodeField
            label={t('code.label', { count: codeDigits })}
            hint={t('token.codeHint')}
            digits={codeDigits}
            required
            value={code}
            onText={setCode}
            onComplete={send}
            error={isOfCode ? text(problemOf(problem)) : undefined}
          />
        )}
        <Button type="submit" wide busy={busy}>
          {t(`token.${purpose}`)}
        </Button>
      </Form>
      <p className="quiet note">{t('token.notYou')}</p>
    </>
  );
}

function purposeOf(described: DescribedToken): 'signIn' | 'activate' | 'activateAndSignIn' {
  if (!described.actions.some(({ type }) => type === 'PERSON_ACTIVATION')) return 'signIn';
  return isSignIn(described) ? 'activateAndSignIn' : 'activate';
}

const icons: Readonly<Record<ActionType, ReactNode>> = {
  PERSON_ACTIVATION: <IconUserCheck size={20} aria-hidden="true" />,
  COUPLE_EXTERNAL_IDP_FROM_PARAMETERS: <IconLink size={20} aria-hidden="true" />,
  COUPLE_EXTERNAL_IDP_FROM_SESSION: <IconLink size={20} aria-hidden="true" />,
  LOGIN: <IconLogin2 size={20} aria-hidden="true" />,
  LOGIN_APP2WEB: <IconLogin2 size={20} aria-hidden="true" />,
};

function Effects({ described }: { described: DescribedToken }) {
  const { t } = useTranslation();
  const { actions, signed_in: signedIn, redirect_host: host, redirect_name: name } = described;
  return (
    <ul className={classes.effects}>
      {signedIn === 'other' && isSignIn(described) && (
        <li>
          <IconLogout2 size={20} aria-hidden="true" />
          {t('token.otherOut')}
        </li>
      )}
      {actions.map(({ type }) => (
        <li key={type}>
          {icons[type]}
          {t(`tokenEffect.${type}`)}
        </li>
      ))}
      {host !== null && (
        <li>
          <IconWorld size={20} aria-hidden="true" />
          <span>
            {t('token.goOn')} {name !== null && <b dir="auto">{name}</b>}
            {name === null ? <b dir="ltr">{host}</b> : <span dir="ltr"> ({host})</span>}
          </span>
        </li>
      )}
    </ul>
  );
}
