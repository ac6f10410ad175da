import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldError } from '../../../design/controls/text-field.tsx';
import { addCertificate } from '../../api/certificates.ts';
import { ProblemNotice } from '../../frame/problem-notice.tsx';
import { InlineForm } from './inline-form.tsx';
import classes from './method-list.module.css';
import { useAccountAttempt } from '../use-account-attempt.ts';
import { useShown } from '../../frame/use-shown.ts';

interface AddCertificateProps {
  onAdded: () => void;
  onCancel: () => void;
}

/** A certificate from a file. */
export function AddCertificate({ onAdded, onCancel }: AddCertificateProps) {
  const { t } = useTranslation();
  const field = useId();
  const section = useShown(undefined);
  const [file, setFile] = useState<File>();
  const [isMissing, setMissing] = useState(false);
  const { busy, problem, attempt, forget } = useAccountAttempt();
  const choose = (chosen: File | undefined) => {
    setFile(chosen);
    setMissing(false);
    forget();
  };
  const send = async () => {
    setMissing(!file);
    if (!file || busy) return;
    if (await attempt(() => addCertificate(file))) onAdded();
  };
  return (
    <section ref={section} className={classes.panel} aria-labelledby="add-certificate">
      <h2 id="add-certificate">{t('account.add_certificate')}</h2>
      <p className="quiet">{t('account.certificateText')}</p>
      <ProblemNotice problem={problem} />
      <InlineForm
        busy={busy}
        submit={t('account.certificateSend')}
        leave={t('account.cancel')}
        onSubmit={() => void send()}
        onLeave={onCancel}
      >
        <div className={classes.file}>
          <label htmlFor={field}>{t('account.certificateFile')}</label>
          <input
            id={field}
            type="file"
            accept=".cer,.crt,.pem,.der,application/pkix-cert,application/x-x509-user-cert"
            required
            aria-invalid={isMissing || undefined}
            aria-describedby={isMissing ? `${field}-error` : undefined}
            onChange={({ target }) => choose(target.files?.[0])}
          />
          <FieldError id={`${field}-error`} error={isMissing ? t('account.certificateMissing') : undefined} />
        </div>
      </InlineForm>
    </section>
  );
}
