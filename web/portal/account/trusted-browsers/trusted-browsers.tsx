import { IconDeviceLaptop } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../design/controls/button.tsx';
import { Notice } from '../../../design/feedback/notice.tsx';
import { localeOf } from '../../../design/language/page-language.ts';
import { endAllTrust, endTrust, readTrustedDevices, type TrustedDevice } from '../../api/trusted-devices.ts';
import frame from '../../frame/page-frame.module.css';
import { ProblemNotice } from '../../frame/problem-notice.tsx';
import classes from '../methods/method-list.module.css';
import { useAccountAttempt } from '../use-account-attempt.ts';
import { useLoaded } from '../use-loaded.ts';
import { nameOfBrowser } from './browser-name.ts';

/** The browsers in which one proof is enough, where policy allows that; each can be ended, and all. */
export function TrustedBrowsers() {
  const { t } = useTranslation();
  const { loaded: devices, problem, reload } = useLoaded(readTrustedDevices);
  const { busy, problem: refusal, attempt } = useAccountAttempt();
  const [done, setDone] = useState<string>();
  const heading = useRef<HTMLHeadingElement>(null);
  const end = async (ended: TrustedDevice | 'all', text: string) => {
    setDone(undefined);
    const isDone = await attempt(() => (ended === 'all' ? endAllTrust() : endTrust(ended.id)));
    if (isDone) {
      setDone(text);
      // Its button is gone.
      heading.current?.focus();
    }
    reload();
  };
  return (
    <section className={frame.stack} aria-labelledby="trusted-browsers">
      <div className={frame.head}>
        <h2 id="trusted-browsers" ref={heading} tabIndex={-1}>
          {t('trusted.title')}
        </h2>
        <p className="quiet note">{devices?.length === 0 ? t('trusted.none') : t('trusted.text')}</p>
      </div>
      {done !== undefined && <Notice tone="done">{done}</Notice>}
      <ProblemNotice problem={refusal ?? problem} />
      {problem && (
        <div className={classes.actions}>
          <Button look="secondary" onClick={reload}>
            {t('problem.retry')}
          </Button>
        </div>
      )}
      {devices && devices.length > 0 && (
        <BrowserList devices={devices} busy={busy} onEnd={(ended, text) => void end(ended, text)} />
      )}
    </section>
  );
}

interface BrowserListProps {
  devices: readonly TrustedDevice[];
  busy: boolean;
  /** @param text what is done then, in words. */
  onEnd: (ended: TrustedDevice | 'all', text: string) => void;
}

function BrowserList({ devices, busy, onEnd }: BrowserListProps) {
  const { t } = useTranslation();
  return (
    <>
      <ul className={classes.list} aria-labelledby="trusted-browsers">
        {devices.map((device) => (
          <li key={device.id} className={classes.row}>
            <BrowserRow device={device} busy={busy} onEnd={(name) => onEnd(device, t('trusted.ended', { name }))} />
          </li>
        ))}
      </ul>
      {devices.length > 1 && (
        <div className={classes.actions}>
          <Button look="secondary" disabled={busy} onClick={() => onEnd('all', t('trusted.endedAll'))}>
            {t('trusted.endAll')}
          </Button>
        </div>
      )}
    </>
  );
}

interface BrowserRowProps {
  device: TrustedDevice;
  busy: boolean;
  onEnd: (name: string) => void;
}

function BrowserRow({ device, busy, onEnd }: BrowserRowProps) {
  const { t, i18n } = useTranslation();
  const name = nameOfBrowser(t, device.user_agent);
  const show = (style: Intl.DateTimeFormatOptions, time: string) =>
    // A time is not broken at the end of a line.
    new Intl.DateTimeFormat(localeOf(i18n.language), style).format(new Date(time)).replaceAll(' ', '\u00a0');
  const used = device.last_used_at ?? device.created_at;
  const place = device.ip_address ?? undefined;
  const when = t('trusted.used', { time: show({ dateStyle: 'medium', timeStyle: 'short' }, used) });
  const until = t('trusted.until', { date: show({ dateStyle: 'medium' }, device.expires_at) });
  return (
    <>
      <span className={classes.sign} aria-hidden="true">
        <IconDeviceLaptop size={20} />
      </span>
      <div className={classes.words}>
        <h3>
          <bdi>{name}</bdi>
        </h3>
        <p className="quiet note">{[device.current && t('trusted.current'), until].filter(Boolean).join(' · ')}</p>
        <p className="quiet note">{[when, place && t('trusted.place', { place })].filter(Boolean).join(' · ')}</p>
      </div>
      <div className={classes.rowActions}>
        <Button look="plain" disabled={busy} aria-label={`${t('trusted.end')}: ${name}`} onClick={() => onEnd(name)}>
          {t('trusted.end')}
        </Button>
      </div>
    </>
  );
}
