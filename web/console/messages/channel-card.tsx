import { Link } from '@tanstack/react-router';
import { Badge, type Tone } from '../../design/data/badge.tsx';
import { Notice } from '../../design/feedback/notice.tsx';
import { useMay } from '../api/session.ts';
import { TestRun } from '../configuration/extras/channel-test.tsx';
import { useTexts } from '../language/language.ts';
import { useFormats } from '../language/use-formats.ts';
import { TimeText } from '../parts/time-text.tsx';
import classes from './channels.module.css';
import { useReason } from './message-reason.ts';
import type { Channel } from './messages-query.ts';

const tones: Record<Channel['state'], Tone> = {
  healthy: 'success',
  failing: 'danger',
  idle: 'quiet',
  not_configured: 'warning',
};

/** Where each channel is configured. */
const configured = {
  email: 'smtp-server',
  sms: 'sms-gateway',
  whatsapp: 'sms-gateway',
  push: 'push-messaging-configurations',
} as const;

/** One channel: its state, its figures, why messages failed, and what can be done. */
export function ChannelCard({ channel }: { channel: Channel }) {
  const { t } = useTexts();
  const { channel: name, state, providers, source, stopped_countries: stopped } = channel;
  return (
    <li className={classes.card} aria-label={t(`overview.channel.${name}`)}>
      <div className={classes.head}>
        <h2>{t(`overview.channel.${name}`)}</h2>
        <Badge tone={tones[state]}>{t(`channel.state.${state}`)}</Badge>
      </div>
      <p className="quiet note">
        {source
          ? t(`channel.by.${source}`, { providers: providers.map((each) => t(`channel.provider.${each}`)).join(', ') })
          : t('channel.byNone')}
      </p>
      <Figures channel={channel} />
      {stopped.length > 0 && (
        <Notice
          tone="warning"
          title={t('channel.stopped', { countries: stopped.map((code) => `+${code}`).join(', ') })}
        >
          <p>{t('channel.stoppedText')}</p>
        </Notice>
      )}
      <Failures channel={channel} />
      <Actions channel={channel} />
    </li>
  );
}

/** The last hour beside the last day. */
function Figures({ channel: { channel, hour, day } }: { channel: Channel }) {
  const { t } = useTexts();
  const { number } = useFormats();
  const percent = (rate: number) => `${number(Math.round(rate * 1000) / 10)} %`;
  const ms = (value: number | null) => (value === null ? '–' : t('test.took', { number: number(value) }));
  const rows = [
    [t('channel.attempts'), number(hour.attempts), number(day.attempts)],
    [t('channel.failed'), number(hour.refused + hour.undelivered), number(day.refused + day.undelivered)],
    [t('channel.rate'), percent(hour.failure_rate), percent(day.failure_rate)],
    [t(channel === 'push' ? 'channel.pushTime' : 'channel.time'), ms(hour.median_ms), ms(day.median_ms)],
    [t('channel.slowest'), ms(hour.p95_ms), ms(day.p95_ms)],
  ] as const;
  return (
    <table className={classes.figures}>
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">{t('channel.figure')}</span>
          </th>
          <th scope="col">{t('channel.hour')}</th>
          <th scope="col">{t('channel.day')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, ofHour, ofDay]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{ofHour}</td>
            <td>{ofDay}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Why messages of the last day failed. */
function Failures({ channel: { channel, failures, day } }: { channel: Channel }) {
  const { t } = useTexts();
  const { number } = useFormats();
  const may = useMay();
  const reasonOf = useReason();
  const isListed = channel !== 'push' && may('messages.read');
  return (
    <div className={classes.failures}>
      {failures.length === 0 ? (
        <p className="quiet note">
          {day.last_success_at ? (
            <>
              {t('channel.noFailures')} {t('overview.last')} <TimeText at={day.last_success_at} relative />
            </>
          ) : (
            t('channel.nothing')
          )}
        </p>
      ) : (
        <>
          <h3 className={classes.small}>{t('channel.failures')}</h3>
          <ul>
            {failures.map(({ code, count, last_at: last }) => (
              <li key={code} className={classes.failure}>
                <span>
                  {reasonOf(code).what} <span className="quiet">× {number(count)}</span>
                </span>
                <span className={classes.when}>
                  <TimeText at={last} relative />
                </span>
                <span className={classes.todo}>{reasonOf(code).todo}</span>
              </li>
            ))}
          </ul>
          {isListed && (
            <Link to="/messages" search={{ channel }}>
              {t('channel.list')}
            </Link>
          )}
        </>
      )}
    </div>
  );
}

/** To its configuration, and a test for those who may send one. */
function Actions({ channel: { channel, state } }: { channel: Channel }) {
  const { t } = useTexts();
  const may = useMay();
  const kind = configured[channel];
  const isTested = channel === 'email' || channel === 'sms';
  return (
    <div className={classes.actions}>
      {may('settings.read') && (
        <Link to="/configuration/$kind" params={{ kind }}>
          {t(state === 'not_configured' ? 'channel.configure' : 'channel.configuration')}
        </Link>
      )}
      {channel === 'push' && may('settings.read') && <span className="quiet note">{t('channel.testPush')}</span>}
      {isTested && state !== 'not_configured' && may('message-channels.manage') && (
        <TestRun path={`/oauth/api/v1/configuration/${kind}`} kind={kind} label={t('test.title')} />
      )}
    </div>
  );
}
