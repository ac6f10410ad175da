import { IconDeviceLaptop, IconDeviceMobile } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../design/controls/button.tsx';
import { localeOf } from '../../../design/language/page-language.ts';
import type { Session } from '../../api/sessions.ts';
import classes from '../methods/method-list.module.css';
import { browserOf, nameOfBrowser } from '../trusted-browsers/browser-name.ts';

const phones = ['Android', 'iPhone'];

interface SessionRowProps {
  session: Session;
  busy: boolean;
  /** @param name of the browser. */
  onEnd: (name: string) => void;
}

/** One browser: what it is, where and when it was used, how the person signed in, and to what. */
export function SessionRow({ session, busy, onEnd }: SessionRowProps) {
  const { t, i18n } = useTranslation();
  const locale = localeOf(i18n.language);
  const name = nameOfBrowser(t, session.user_agent);
  const isPhone = phones.some((system) => system === browserOf(session.user_agent).system);
  const show = (time: string) =>
    // A time is not broken at the end of a line.
    new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
      .format(new Date(time))
      .replaceAll(' ', '\u00a0');
  const methods = session.methods.map((method) => t(`method.${method}`)).join(', ');
  const since = t('sessions.since', { time: show(session.auth_time) });
  const by = methods === '' ? undefined : t('sessions.by', { methods });
  const used = t('sessions.used', { time: show(session.last_seen_at) });
  const sites = session.clients.map((client) => client.name).join(', ');
  const lines = [
    [session.current ? t('sessions.current') : used, session.ip_address, placeOf(session.place, locale)],
    [since, by],
    [sites === '' ? undefined : t('sessions.sites', { sites })],
  ];
  return (
    <>
      <span className={classes.sign} aria-hidden="true">
        {isPhone ? <IconDeviceMobile size={20} /> : <IconDeviceLaptop size={20} />}
      </span>
      <div className={classes.words}>
        <h3>
          <bdi>{name}</bdi>
        </h3>
        {lines
          .map((parts) => parts.filter(Boolean).join(' · '))
          .filter(Boolean)
          .map((line) => (
            <p key={line} className="quiet note">
              {line}
            </p>
          ))}
      </div>
      {!session.current && (
        <div className={classes.rowActions}>
          <Button look="plain" disabled={busy} aria-label={`${t('sessions.end')}: ${name}`} onClick={() => onEnd(name)}>
            {t('sessions.end')}
          </Button>
        </div>
      )}
    </>
  );
}

function placeOf(place: Session['place'], locale: string): string | undefined {
  if (!place) return undefined;
  const country = new Intl.DisplayNames(locale, { type: 'region' }).of(place.country_code);
  return [place.city ?? place.region, country].filter(Boolean).join(', ');
}
