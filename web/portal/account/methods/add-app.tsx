import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../design/controls/button.tsx';
import { addApp, proveRemoval, type PendingApp, type SignInMethod } from '../../api/methods.ts';
import { ProblemNotice } from '../../frame/problem-notice.tsx';
import { CodeForm } from './code-form.tsx';
import classes from './method-list.module.css';
import { useAccountAttempt } from '../use-account-attempt.ts';
import { useShown } from '../../frame/use-shown.ts';

interface AddAppProps {
  /** The app whose place the new one takes. */
  replaces?: SignInMethod;
  onAdded: (method: SignInMethod) => void;
  onCancel: () => void;
}

const digits = 6;

/** An authenticator app: its QR code, the key for typing, and the code that proves that it works. */
export function AddApp({ replaces, onAdded, onCancel }: AddAppProps) {
  const { t } = useTranslation();
  const [pending, setPending] = useState<PendingApp>();
  const { busy, problem, attempt } = useAccountAttempt();
  const section = useShown(pending);
  const isBegun = useRef(false);
  useEffect(() => {
    // Each beginning makes a method that waits: one is enough.
    if (isBegun.current) return;
    isBegun.current = true;
    void attempt(async () => setPending(await addApp(replaces?.id)));
  }, [attempt, replaces?.id]);
  const cancel = () => {
    // It ends by itself after ten minutes.
    if (pending) void proveRemoval(pending.id, {}).catch(() => undefined);
    onCancel();
  };
  return (
    <section ref={section} className={classes.panel} aria-labelledby="add-app">
      <h2 id="add-app">{t('account.appTitle')}</h2>
      {pending ? (
        <AppCode pending={pending} onAdded={onAdded} onCancel={cancel} />
      ) : (
        <>
          <p className="quiet" role="status">
            {busy ? t('frame.loading') : null}
          </p>
          <ProblemNotice problem={problem} />
          <div className={classes.actions}>
            <Button look="secondary" disabled={busy} onClick={cancel}>
              {t('account.cancel')}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}

function AppCode({ pending, onAdded, onCancel }: Omit<AddAppProps, 'replaces'> & { pending: PendingApp }) {
  const { t } = useTranslation();
  const { secret, qr_svg: picture } = pending.challenge;
  return (
    <CodeForm id={pending.id} digits={digits} label={t('app.label')} onAdded={onAdded} onCancel={onCancel}>
      <div className={classes.scan}>
        <img
          className={classes.picture}
          src={`data:image/svg+xml,${encodeURIComponent(picture)}`}
          alt={t('account.appPicture')}
        />
        <div>
          <p className="quiet">{t('account.appText')}</p>
          <p className="quiet note">{t('account.appKey')}</p>
          <p className={classes.key} dir="ltr">
            {secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}
          </p>
        </div>
      </div>
    </CodeForm>
  );
}
