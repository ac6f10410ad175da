import { useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { AppLink } from '../../../design/controls/app-link.tsx';
import { Button } from '../../../design/controls/button.tsx';
import { formatTimeLeft, useTimeLeft } from '../../../design/feedback/use-time-left.ts';
import type { ApprovalChallenge } from '../../api/flow.ts';
import { onThisDevice } from '../../api/server-clock.ts';
import { useShown } from '../../frame/use-shown.ts';
import { ProblemNotice } from '../../frame/problem-notice.tsx';
import { Head, OtherWay, SigningInAs, TrustBrowser } from '../parts/screen-parts.tsx';
import type { ScreenProps } from '../parts/screen-props.ts';
import classes from '../parts/screens.module.css';

/** The phone was asked. Its code stands large, because it is typed on another device; the page goes on by itself. */
export function PhoneScreen(props: ScreenProps) {
  const { flow, attempt } = props;
  const { t } = useTranslation();
  const challenge = flow.challenge as ApprovalChallenge;
  const device = challenge.device?.name;
  return (
    <>
      <Head client={flow.client.name} title={t('phone.title')}>
        <p>
          {device ? (
            <Trans t={t} i18nKey="phone.openApp" values={{ device }} components={{ b: <b /> }} />
          ) : (
            t('phone.openAppUnnamed')
          )}
        </p>
      </Head>
      <SigningInAs {...props} />
      {challenge.verification_code && <VerificationCode code={challenge.verification_code} />}
      <Waiting expiresAt={challenge.expires_at} />
      <OpenApp challenge={challenge} />
      <TrustBrowser {...props} />
      <ProblemNotice problem={attempt.problem} />
      <OtherWay {...props} />
    </>
  );
}

function VerificationCode({ code }: { code: string }) {
  const { t } = useTranslation();
  const half = Math.ceil(code.length / 2);
  return (
    <div className={classes.approval}>
      <p className="note">{t('phone.typeCode')}</p>
      <p className={classes.approvalCode} dir="ltr">
        {/* Digits one by one: read as one number they cannot be typed. */}
        <span className="visually-hidden">{t('phone.codeSpoken', { code: [...code].join(' ') })}</span>
        <span aria-hidden="true" data-testid="verification-code">
          {code.slice(0, half)} {code.slice(half)}
        </span>
      </p>
      <p className="quiet note">{t('phone.compareNothing')}</p>
    </div>
  );
}

function Waiting({ expiresAt }: { expiresAt: string }) {
  const { t } = useTranslation();
  const left = useTimeLeft(onThisDevice(expiresAt));
  return (
    <div className={classes.waiting}>
      <span className={classes.pulse} aria-hidden="true" />
      <span role="status">{t('phone.waiting')}</span>
      <span role="timer" aria-live="off">
        {t('phone.timeLeft', { time: formatTimeLeft(left) })}
      </span>
    </div>
  );
}

/** For who got no message: the app shows the question by itself when it is opened. */
function OpenApp({ challenge: { app_link: link, qr_svg: picture } }: { challenge: ApprovalChallenge }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const shown = useShown<HTMLDivElement>(isOpen);
  if (link === undefined) return null;
  return (
    <div className={classes.openApp}>
      <Button look="plain" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {t('phone.noMessage')}
      </Button>
      {isOpen && (
        <div ref={shown} className={classes.scan}>
          {picture !== undefined && (
            <img
              className={classes.picture}
              src={`data:image/svg+xml,${encodeURIComponent(picture)}`}
              alt={t('phone.picture')}
            />
          )}
          <div>
            <p className="quiet note">{t('phone.scan')}</p>
            <AppLink href={link}>{t('phone.openHere')}</AppLink>
          </div>
        </div>
      )}
    </div>
  );
}
