import { randomUUID } from 'node:crypto';
import type { EnrolledPhone } from '../../support/enrolled-phone.ts';
import { enrollPhoneWithFactors, rightPin } from '../support/phone-with-factors.ts';
import { otpRow } from './cells/otp-cells.ts';
import {
  acceptCell,
  anyPush,
  fallsBackToPush,
  pin,
  pinsUsedUp,
  wrongPinThenRight,
  wrongThenPin,
  wrongThenPinsUsedUp,
} from './cells/push-cells.ts';
import { fallsBackToText, textRow } from './cells/text-cells.ts';
import type { OutcomeTable } from './outcome-table.ts';
import type { Scene } from './scene.ts';

const fingerprint = { kind: 'fingerprint' } as const;
const face = { kind: 'custom', name: 'face' } as const;
const deviceAlone = { impossible: 'The device key alone is enough: there is no factor to get wrong.' };
const revoked = {
  impossible: 'A wrong proof revokes the authenticator, so it cannot be right afterwards: the PIN takes its place.',
};

/** A phone with all factors whose pushes the provider refuses. */
async function refusedPhone(scene: Scene, mode: 'refuse' | 'unregistered'): Promise<EnrolledPhone> {
  const phone = await enrollPhoneWithFactors(scene.endpoints);
  await scene.behave('fcm', { mode, token: phone.pushToken });
  return phone;
}

/** Every outcome of every method: the cell that plays it, or the reason why it is impossible. */
export const allOutcomes: OutcomeTable = {
  PUSH: {
    ...anyPush,
    accept: acceptCell(),
    'wrong factor, then right': deviceAlone,
    'wrong factor, then PIN': deviceAlone,
    'attempts used up': deviceAlone,
    fallback: fallsBackToText((scene) => refusedPhone(scene, 'refuse'), ['PUSH AUTH INIT FAILURE']),
  },
  PUSH_WITH_PIN: {
    ...anyPush,
    accept: acceptCell(pin(rightPin)),
    'wrong factor, then right': wrongPinThenRight,
    'wrong factor, then PIN': { impossible: 'The PIN is its only factor: see "wrong factor, then right".' },
    'attempts used up': pinsUsedUp,
    fallback: fallsBackToPush,
  },
  PUSH_WITH_FINGERPRINT: {
    ...anyPush,
    accept: acceptCell(fingerprint),
    'wrong factor, then right': revoked,
    'wrong factor, then PIN': wrongThenPin(fingerprint),
    'attempts used up': wrongThenPinsUsedUp(fingerprint),
    fallback: fallsBackToText(async () => ({ userId: `unknown-${randomUUID()}`, deviceId: 'a'.repeat(64) }), []),
  },
  PUSH_WITH_CUSTOM_AUTHENTICATOR: {
    ...anyPush,
    accept: acceptCell(face),
    'wrong factor, then right': revoked,
    'wrong factor, then PIN': wrongThenPin(face),
    'attempts used up': wrongThenPinsUsedUp(face),
    fallback: fallsBackToText((scene) => refusedPhone(scene, 'unregistered'), ['PUSH AUTH INIT FAILURE']),
  },
  SMS: textRow,
  OTP: otpRow,
};
