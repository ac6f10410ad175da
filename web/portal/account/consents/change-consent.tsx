import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CheckField } from '../../../design/controls/text-field.tsx';
import { Notice } from '../../../design/feedback/notice.tsx';
import { changeConsent, type OwnConsent } from '../../api/consents.ts';
import { ConsentList } from '../../consent/consent-list.tsx';
import { useConsentChoice } from '../../consent/use-consent-choice.ts';
import { ProblemNotice } from '../../frame/problem-notice.tsx';
import { InlineForm } from '../methods/inline-form.tsx';
import { useAccountAttempt } from '../use-account-attempt.ts';

interface ChangeConsentProps {
  consent: OwnConsent;
  /** @param text what was done, in words; undefined: nothing. */
  onDone: (text?: string) => void;
}

/** The boxes of a consent as they are ticked, to change. */
export function ChangeConsent({ consent, onDone }: ChangeConsentProps) {
  const { t } = useTranslation();
  const { busy, problem, attempt } = useAccountAttempt();
  const { ticked, tick, isMissing, read } = useConsentChoice(consent);
  const [remember, setRemember] = useState(consent.remember);
  const save = async () => {
    const chosen = read();
    const change = async () => chosen && (await changeConsent(consent.id, { ...chosen, remember }));
    if (chosen && (await attempt(change))) onDone(t('consents.changed', { name: consent.name }));
  };
  return (
    <InlineForm
      busy={busy}
      submit={t('consents.save')}
      leave={t('consents.cancel')}
      onSubmit={() => void save()}
      onLeave={() => onDone()}
    >
      <ConsentList kind="scope" title={t('consent.scopes')} items={consent.scopes} ticked={ticked} onTick={tick} />
      <ConsentList kind="claim" title={t('consent.claims')} items={consent.claims} ticked={ticked} onTick={tick} />
      {consent.remember_offered && (
        <CheckField checked={remember} onChecked={setRemember}>
          {t('consent.remember')}
        </CheckField>
      )}
      {isMissing && <Notice tone="problem">{t('consents.missing')}</Notice>}
      <ProblemNotice problem={problem} />
    </InlineForm>
  );
}
