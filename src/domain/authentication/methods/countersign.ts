import type { MethodName } from '../../configuration/mobile-authentication-types/method-names.ts';
import type { FactorClass, Level } from '../levels.ts';
import { methodRules } from '../../mobile-authentication/methods/all-methods.ts';
import type { SignInMethodRules } from './method-rules.ts';
import { sms } from './sms.ts';

/** An approval on the person's phone, by a mobile authentication. */
export const countersign: SignInMethodRules = {
  classes: ['have', 'know', 'are'],
  level: 3,
  amr: ['push', 'pop'],
  isPhishingResistant: false,
  isFirst: false,
};

/** What the phone checked before it signed, by the method of the mobile authentication. */
const factors: Partial<Record<MethodName, { class: FactorClass; amr: string }>> = {
  PUSH_WITH_PIN: { class: 'know', amr: 'pin' },
  PUSH_WITH_FINGERPRINT: { class: 'are', amr: 'fpt' },
};

/**
 * What an approval is worth: level 2, and level 3 where the phone asked for a PIN or a fingerprint and for the code that the page shows; level 1
 * where it fell back to a code by text message.
 */
export function factorOfApproval(
  method: MethodName,
  isCodeTyped: boolean,
): { level: Level; classes: FactorClass[]; amr: string[] } {
  if (methodRules[method].decidedBy === 'code')
    return { level: sms.level, classes: [...sms.classes], amr: [...sms.amr] };
  const factor = factors[method];
  return {
    level: factor && isCodeTyped ? 3 : 2,
    classes: ['have', ...(factor ? [factor.class] : [])],
    amr: [...countersign.amr, ...(factor ? [factor.amr] : [])],
  };
}
