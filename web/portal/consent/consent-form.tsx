import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../design/controls/button.tsx';
import { CheckField } from '../../design/controls/text-field.tsx';
import { Notice } from '../../design/feedback/notice.tsx';
import { ScreenHeading } from '../../design/feedback/screen-heading.tsx';
import { useAttempt } from '../../design/feedback/use-attempt.ts';
import { answerConsent, denyConsent, type ConsentAnswer, type ConsentQuestion } from '../api/consent.ts';
import frame from '../frame/page-frame.module.css';
import { ProblemNotice } from '../frame/problem-notice.tsx';
import { ConsentList } from './consent-list.tsx';
import classes from './consent.module.css';
import { DetailList } from './detail-list.tsx';
import { useConsentChoice } from './use-consent-choice.ts';

interface ConsentFormProps {
  sessionId: string;
  question: ConsentQuestion;
}

/** The site, what it asks for and why. What is needed is marked; the rest is ticked only by the person. */
export function ConsentForm({ sessionId, question }: ConsentFormProps) {
  const { t } = useTranslation();
  const choice = useConsentChoice(question);
  const [remember, setRemember] = useState(false);
  const allow = useAttempt();
  const deny = useAttempt();
  const busy = allow.busy || deny.busy;
  const submit = () => {
    const chosen = choice.read();
    if (chosen) void allow.attempt(() => send(sessionId, { ...chosen, remember }));
  };
  const refuse = () => void deny.attempt(async () => leaveTo((await denyConsent(sessionId)).redirect_to));
  const { ticked, tick } = choice;
  const title = t('consent.title', { client: question.client.name });
  return (
    <>
      <div className={frame.head}>
        <ScreenHeading title={title}>{title}</ScreenHeading>
        <p className="quiet">{t('consent.intro')}</p>
        {question.motivation && <p className={classes.motivation}>{question.motivation}</p>}
      </div>
      <DetailList details={question.authorization_details} />
      <ConsentList kind="scope" title={t('consent.scopes')} items={question.scopes} ticked={ticked} onTick={tick} />
      <ConsentList kind="claim" title={t('consent.claims')} items={question.claims} ticked={ticked} onTick={tick} />
      {question.remember_offered && (
        <CheckField checked={remember} onChecked={setRemember}>
          {t('consent.remember')}
        </CheckField>
      )}
      <div className={classes.actions}>
        {choice.isMissing && <Notice tone="problem">{t('consent.missing')}</Notice>}
        <ProblemNotice problem={allow.problem ?? deny.problem} />
        <Button wide busy={allow.busy} disabled={busy} onClick={submit}>
          {t('consent.allow')}
        </Button>
        <Button look="secondary" wide busy={deny.busy} disabled={busy} onClick={refuse}>
          {t('consent.deny')}
        </Button>
      </div>
    </>
  );
}

async function send(sessionId: string, answer: ConsentAnswer): Promise<void> {
  await leaveTo((await answerConsent(sessionId, answer)).redirect_to);
}

/** The browser is on its way: the buttons stay busy until it has left. */
async function leaveTo(address: string | null | undefined): Promise<void> {
  if (!address) return;
  location.replace(address);
  await new Promise(() => {});
}
