import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../design/controls/button.tsx';
import { Notice } from '../../../design/feedback/notice.tsx';
import { addPhone, proveRemoval, type PendingPhone, type SignInMethod } from '../../api/methods.ts';
import { ProblemNotice } from '../../frame/problem-notice.tsx';
import classes from '../methods/method-list.module.css';
import { useAccountAttempt } from '../use-account-attempt.ts';
import { useShown } from '../../frame/use-shown.ts';
import { PhoneCode } from './phone-code.tsx';
import { useConnection } from './use-connection.ts';

interface AddPhoneProps {
  /** The methods of the person before. */
  methods: readonly SignInMethod[];
  onAdded: (method: SignInMethod) => void;
  onCancel: () => void;
}

/** A phone with the app: a code that it is connected with, as a picture, a link and text, until the phone is there. */
export function AddPhone({ methods, onAdded, onCancel }: AddPhoneProps) {
  const { t } = useTranslation();
  const [pending, setPending] = useState<PendingPhone>();
  const { busy, problem, attempt } = useAccountAttempt();
  const section = useShown(pending);
  const begin = useCallback(() => attempt(async () => setPending(await addPhone())), [attempt]);
  const isBegun = useRef(false);
  useEffect(() => {
    // Each beginning makes a code: one is enough.
    if (isBegun.current) return;
    isBegun.current = true;
    void begin();
  }, [begin]);
  const cancel = () => {
    // It ends by itself after ten minutes.
    if (pending) void proveRemoval(pending.id, {}).catch(() => undefined);
    onCancel();
  };
  const [first] = methods.filter(({ type }) => type === 'countersign');
  return (
    <section ref={section} className={classes.panel} aria-labelledby="add-phone">
      <h2 id="add-phone">{t('connect.title')}</h2>
      {first && <p className="quiet note">{t('connect.other', { name: first.name })}</p>}
      {pending ? (
        <Connection
          key={pending.id}
          pending={pending}
          before={methods}
          onAdded={onAdded}
          onRenew={() => void begin()}
          onLeave={cancel}
        />
      ) : (
        <>
          <p className="quiet" role="status">
            {busy ? t('frame.loading') : null}
          </p>
          <ProblemNotice problem={problem} />
          <Leave words={t('account.cancel')} disabled={busy} onLeave={cancel} />
        </>
      )}
    </section>
  );
}

interface ConnectionProps {
  pending: PendingPhone;
  before: readonly SignInMethod[];
  onAdded: (method: SignInMethod) => void;
  onRenew: () => void;
  onLeave: () => void;
}

function Connection({ pending, before, onAdded, onRenew, onLeave }: ConnectionProps) {
  const { t } = useTranslation();
  const state = useConnection(pending, before, onAdded);
  switch (state) {
    case 'waiting':
      return (
        <>
          <PhoneCode pending={pending} />
          <Leave words={t('account.cancel')} onLeave={onLeave} />
        </>
      );
    case 'settling':
      return (
        <p className="quiet" role="status">
          {t('connect.settling')}
        </p>
      );
    case 'quiet':
      return (
        <>
          <Notice tone="warning">{t('connect.quiet')}</Notice>
          <Leave words={t('connect.close')} onLeave={onLeave} />
        </>
      );
    case 'expired':
      return (
        <>
          <Notice tone="warning">{t('connect.expired')}</Notice>
          <div className={classes.actions}>
            <Button onClick={onRenew}>{t('connect.again')}</Button>
            <Button look="secondary" onClick={onLeave}>
              {t('account.cancel')}
            </Button>
          </div>
        </>
      );
  }
}

function Leave({ words, disabled = false, onLeave }: { words: string; disabled?: boolean; onLeave: () => void }) {
  return (
    <div className={classes.actions}>
      <Button look="secondary" disabled={disabled} onClick={onLeave}>
        {words}
      </Button>
    </div>
  );
}
