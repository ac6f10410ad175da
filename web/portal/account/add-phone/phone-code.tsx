import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppLink } from '../../../design/controls/app-link.tsx';
import { Button } from '../../../design/controls/button.tsx';
import { formatTimeLeft, useTimeLeft } from '../../../design/feedback/use-time-left.ts';
import type { PendingPhone } from '../../api/methods.ts';
import { Problem } from '../../api/request.ts';
import { onThisDevice } from '../../api/server-clock.ts';
import { ProblemNotice } from '../../frame/problem-notice.tsx';
import screens from '../../sign-in/parts/screens.module.css';
import classes from '../methods/method-list.module.css';
import { useAccountAttempt } from '../use-account-attempt.ts';

/** The code of a phone in three forms: a picture to scan, a link for this device, and text. */
export function PhoneCode({ pending }: { pending: PendingPhone }) {
  const { t } = useTranslation();
  const { enrollment_code: code, app_link: link, qr_svg: picture } = pending.challenge;
  return (
    <>
      <div className={classes.scan}>
        <img
          className={classes.picture}
          src={`data:image/svg+xml,${encodeURIComponent(picture)}`}
          alt={t('connect.picture')}
        />
        <div>
          <p className="quiet">{t('connect.text')}</p>
          {link !== null && <AppLink href={link}>{t('connect.open')}</AppLink>}
          <CodeText code={code} />
        </div>
      </div>
      <Waiting expiresAt={pending.expires_at} />
    </>
  );
}

function CodeText({ code }: { code: string }) {
  const { t } = useTranslation();
  const [isCopied, setCopied] = useState(false);
  const { busy, problem, attempt } = useAccountAttempt();
  const copy = async () => setCopied(await attempt(() => navigator.clipboard.writeText(code).catch(refuse)));
  return (
    <div className={classes.typed}>
      <p className="quiet note">{t('connect.code')}</p>
      <p className={classes.key} dir="ltr" data-testid="enrollment-code">
        {code}
      </p>
      <ProblemNotice problem={problem} />
      <Button look="plain" busy={busy} onClick={() => void copy()}>
        {t('connect.copy')}
      </Button>
      <p role="status" className="quiet note">
        {isCopied ? t('connect.copied') : null}
      </p>
    </div>
  );
}

function Waiting({ expiresAt }: { expiresAt: string }) {
  const { t } = useTranslation();
  const left = useTimeLeft(onThisDevice(expiresAt));
  return (
    <div className={`${screens.waiting} ${screens.leaving}`}>
      <span className={screens.pulse} aria-hidden="true" />
      <span role="status">{t('connect.waiting')}</span>
      <span role="timer" aria-live="off">
        {t('connect.timeLeft', { time: formatTimeLeft(left) })}
      </span>
    </div>
  );
}

function refuse(error: unknown): never {
  throw new Problem('copy_refused', undefined, error);
}
