import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../design/controls/button.tsx';
import { CheckField } from '../../design/controls/text-field.tsx';
import { Notice } from '../../design/feedback/notice.tsx';
import { ScreenHeading } from '../../design/feedback/screen-heading.tsx';
import { useAttempt } from '../../design/feedback/use-attempt.ts';
import {
  answerConsent,
  denyConsent,
  type ConsentAnswer,
  type ConsentClaim,
  type ConsentQuestion,
} from '../api/consent.ts';
import frame from '../frame/page-frame.module.css';
import { ProblemNotice } from '../frame/problem-notice.tsx';
import type { Texts } from '../language/texts.ts';
import classes from './consent.module.css';
import { keyOf, tickBox, type Kind } from './ticked.ts';

interface ConsentFormProps {
  sessionId: string;
  question: ConsentQuestion;
}

/** The site, what it asks for and why. What is needed is marked; the rest is ticked only by the person. */
export function ConsentForm({ sessionId, question }: ConsentFormProps) {
  const { t } = useTranslation();
  const choice = useConsentChoice(question);
  const allow = useAttempt();
  const deny = useAttempt();
  const busy = allow.busy || deny.busy;
  const submit = () => {
    const answer = choice.read();
    if (answer) void allow.attempt(() => send(sessionId, answer));
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
      <ConsentList kind="scope" title={t('consent.scopes')} items={question.scopes} ticked={ticked} onTick={tick} />
      <ConsentList kind="claim" title={t('consent.claims')} items={question.claims} ticked={ticked} onTick={tick} />
      {question.remember_offered && (
        <CheckField checked={choice.remember} onChecked={choice.setRemember}>
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

/** What is ticked. `read` returns the answer, or marks that something needed is not ticked. */
function useConsentChoice({ scopes, claims }: ConsentQuestion) {
  const [ticked, setTicked] = useState(() => new Set([...keysOf('scope', scopes), ...keysOf('claim', claims)]));
  const [remember, setRemember] = useState(false);
  const [isMissing, setMissing] = useState(false);
  const lists = { scope: scopes, claim: claims };
  const tick = (key: string, on: boolean) => setTicked((last) => tickBox(last, { key, on }, claims));
  const chosen = (kind: Kind) => lists[kind].flatMap(({ name }) => (ticked.has(keyOf(kind, name)) ? [name] : []));
  const lacks = (kind: Kind) => lists[kind].some(({ name, required }) => required && !ticked.has(keyOf(kind, name)));
  const read = (): ConsentAnswer | undefined => {
    const isIncomplete = lacks('scope') || lacks('claim');
    setMissing(isIncomplete);
    return isIncomplete ? undefined : { scopes: chosen('scope'), claims: chosen('claim'), remember };
  };
  return { ticked, tick, remember, setRemember, isMissing, read };
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

/** Earlier choices are set; what was never asked stays unticked. */
function keysOf(kind: Kind, items: readonly { name: string; granted: boolean }[]): string[] {
  return items.flatMap(({ name, granted }) => (granted ? [keyOf(kind, name)] : []));
}

interface ConsentListProps {
  kind: Kind;
  title: string;
  items: readonly Pick<ConsentClaim, 'name' | 'description' | 'motivation' | 'required'>[];
  ticked: ReadonlySet<string>;
  onTick: (key: string, on: boolean) => void;
}

function ConsentList({ kind, title, items, ticked, onTick }: ConsentListProps) {
  const { t, i18n } = useTranslation();
  const heading = useId();
  const claimText = (name: string) => {
    const key = `claim.${name as keyof Texts['claim']}` as const;
    return i18n.exists(key) ? t(key) : undefined;
  };
  if (items.length === 0) return null;
  return (
    <section aria-labelledby={heading} className={classes.section}>
      <h2 id={heading}>{title}</h2>
      <ul className={classes.list}>
        {items.map(({ name, description, motivation, required }) => (
          <li key={name}>
            <CheckField checked={ticked.has(keyOf(kind, name))} onChecked={(on) => onTick(keyOf(kind, name), on)}>
              {description ?? claimText(name) ?? name}
              {required && <span className={classes.required}>{t('consent.required')}</span>}
              {motivation && <span className={classes.why}>{motivation}</span>}
            </CheckField>
          </li>
        ))}
      </ul>
    </section>
  );
}
