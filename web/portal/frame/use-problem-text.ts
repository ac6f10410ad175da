import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../api/request.ts';
import type { Texts } from '../language/texts.ts';

type ProblemText = keyof Texts['problem'];
type FaultText = keyof Texts['certificateFault'];

/** The text of a problem in the language of the page. */
export function useProblemText(): (problem: Problem) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    ({ code, details, retryAfter }: Problem) => {
      const attemptsLeft = details['attempts_left'];
      if (code === 'code_wrong' && typeof attemptsLeft === 'number' && attemptsLeft > 0)
        return t('problem.codeWrongLeft', { count: attemptsLeft });
      if (code === 'slow_down' && retryAfter !== undefined) return t('problem.slowDownFor', { count: retryAfter });
      if (code === 'certificate_invalid') return t(`certificateFault.${details['reason'] as FaultText}`);
      const key = `problem.${code as ProblemText}` as const;
      return i18n.exists(key) ? t(key) : t('problem.unexpected');
    },
    [t, i18n],
  );
}
