import { Panel } from '../../design/data/panel.tsx';
import { useTexts, type Translate } from '../language/language.ts';
import { useFormats } from '../language/use-formats.ts';
import { useReason } from './message-reason.ts';
import classes from './messages.module.css';
import type { Message, MessageTry } from './messages-query.ts';

interface Step {
  id: string;
  at: string;
  what: string;
  detail?: string | undefined;
  tone: 'accent' | 'success' | 'danger' | 'quiet';
}

/** The way of a message as a line through time, and what is still to come. */
export function MessageCourse({ message }: { message: Message }) {
  const { t } = useTexts();
  const { exact, moment } = useFormats();
  const steps = useSteps(message);
  const next = nextOf(message);
  return (
    <Panel title={t('message.course')}>
      <ol className={classes.timeline}>
        {steps.map(({ id, at, what, detail, tone }) => (
          <li key={id} className={classes.step} data-tone={tone}>
            <span className={classes.stepWords}>
              {what}
              {detail && <span className={classes.sub}>{detail}</span>}
            </span>
            <time className={classes.when} dateTime={at}>
              {exact(at)}
            </time>
          </li>
        ))}
        {next && (
          <li className={classes.step} data-tone="next">
            <span className="quiet">{t(`message.next.${next}`, { until: moment(message.expires_at) })}</span>
          </li>
        )}
      </ol>
    </Panel>
  );
}

/** What is waited for. Mail servers report nothing. */
function nextOf({ status, channel }: Message): 'try' | 'report' | undefined {
  if (status === 'queued') return 'try';
  return status === 'sent' && channel !== 'email' ? 'report' : undefined;
}

function useSteps(message: Message): Step[] {
  const { t } = useTexts();
  const { number } = useFormats();
  const reasonOf = useReason();
  const { tries, created_at: created } = message;
  const tried = tries.map((each): Step => {
    const took = each.took_ms === null ? undefined : t('test.took', { number: number(each.took_ms) });
    const why = each.refusal === null ? undefined : reasonOf(each.refusal).what;
    return {
      ...{ id: `try-${each.number}`, at: each.tried_at, what: wordsOf(each, t) },
      ...{ detail: [why, took].filter(Boolean).join(' · '), tone: toneOf(each) },
    };
  });
  const queued: Step = { id: 'queued', at: created, what: t('message.step.queued'), tone: 'accent' };
  return [queued, ...tried, ...endOf(message, t), ...reportOf(message, t)].toSorted((one, other) =>
    one.at.localeCompare(other.at),
  );
}

function wordsOf({ number, status }: MessageTry, t: Translate): string {
  return t(`message.step.${status}`, { number });
}

function toneOf({ status }: MessageTry): Step['tone'] {
  if (status === 'sent') return 'success';
  return status === 'refused' ? 'danger' : 'quiet';
}

/** The end, where no try tells it. */
function endOf({ status, ended_at: at, tries }: Message, t: Translate): Step[] {
  if (at === null) return [];
  if (status === 'expired' || status === 'suppressed')
    return [{ id: 'end', at, what: t(`message.step.${status}`), tone: 'quiet' }];
  const isTold = tries.some((each) => each.status !== 'refused');
  if (status === 'failed' && !isTold) return [{ id: 'end', at, what: t('message.step.failed'), tone: 'danger' }];
  return isTold || status === 'failed' ? [] : [{ id: 'end', at, what: t('message.step.ended'), tone: 'success' }];
}

function reportOf({ delivery_status: status, delivery_reported_at: at }: Message, t: Translate): Step[] {
  if (status === null || at === null) return [];
  const isLost = status === 'undelivered' || status === 'failed';
  return [{ id: 'report', at, what: t(`message.report.${status}`), tone: isLost ? 'danger' : 'success' }];
}
