import { Link } from '@tanstack/react-router';
import { Facts } from '../../design/data/facts.tsx';
import { Panel } from '../../design/data/panel.tsx';
import { useTexts } from '../language/language.ts';
import { useFormats } from '../language/use-formats.ts';
import { CopiedText } from '../parts/copied-text.tsx';
import { eventWords } from '../parts/event-words.ts';
import classes from './transactions.module.css';
import type { Transaction } from './transactions-query.ts';

interface Step {
  id: string;
  at: string;
  what: string;
  detail?: string | null | undefined;
}

/** What is known of the course, oldest first: the times of the record, the messages, and the events. */
function useSteps(transaction: Transaction): Step[] {
  const { t } = useTexts();
  const { created_at: created, dispatched_at: dispatched, fetched_at: fetched, closed_at: closed } = transaction;
  const times = { created, dispatched, fetched, cancelRequested: transaction.cancel_requested_at, closed };
  const own = Object.entries(times).flatMap(([name, at]): Step[] =>
    at === null ? [] : [{ id: name, at, what: t(`transaction.step.${name as keyof typeof times}`) }],
  );
  const messages = transaction.text_messages.map((message, index): Step => ({
    id: `message-${index}`,
    at: message.sent_at,
    what: t(`transaction.message.${message.delivery_status ?? message.status}`),
    detail: message.delivery_error ?? message.refusal,
  }));
  const events = transaction.events.map(({ name, occurred_at: at, detail, agent_user: agent }, index): Step => ({
    id: `event-${index}`,
    at,
    what: eventWords(name),
    detail: [detail, agent].filter(Boolean).join(' · '),
  }));
  return [...own, ...messages, ...events].toSorted((one, other) => one.at.localeCompare(other.at));
}

/** The course of a transaction as a line through time. */
export function CourseSection({ transaction }: { transaction: Transaction }) {
  const { t } = useTexts();
  const { exact } = useFormats();
  const steps = useSteps(transaction);
  return (
    <Panel title={t('transaction.course')}>
      <ol className={classes.timeline}>
        {steps.map(({ id, at, what, detail }) => (
          <li key={id} className={classes.step}>
            <span className={classes.what}>
              {what}
              {detail && <span className={classes.sub}>{detail}</span>}
            </span>
            <time className={classes.when} dateTime={at}>
              {exact(at)}
            </time>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** Who was asked by whom, and how. */
export function FactsPanel({ transaction }: { transaction: Transaction }) {
  const { t } = useTexts();
  const { moment } = useFormats();
  const { user_id: user, steps } = transaction;
  const path = steps.map(({ type, method }) => `${type} (${t(`transaction.method.${method}`)})`).join(' → ');
  const attempts = steps.some(({ max_attempts: most }) => most > 0) ? String(transaction.attempts_used) : null;
  return (
    <Panel title={t('transaction.facts')}>
      <Facts
        facts={[
          [
            t('transactions.user'),
            user && (
              <Link to="/users/$userId" params={{ userId: user }}>
                {user}
              </Link>
            ),
          ],
          [t('transactions.method'), t(`transaction.method.${transaction.method}`)],
          [t('transaction.path'), steps.length > 1 ? path : null],
          [t('transactions.site'), transaction.client_id],
          [t('device.application'), transaction.application],
          [t('transaction.refusal'), transaction.refusal],
          [t('transaction.attempts'), attempts],
          [t('transaction.expires'), moment(transaction.expires_at)],
          [
            t('transaction.request'),
            <CopiedText key="request" text={transaction.request_id} name={t('transaction.request')} />,
          ],
        ]}
      />
    </Panel>
  );
}
