import { accept, fingerprint, notMe, otp, pin, push, reject, text } from '../workflows/support/open-authentication.ts';
import { play } from './mobile-authentication-kinds.ts';
import type { Kind } from './kind.ts';

const proven = { ...accept, factor: 'proof' };
const refused = async () => ({ sent: false });

/** Methods that ask for more than a push, or for nothing to be sent: to each of their ends. */
export const methodKinds: Record<string, Kind> = {
  'otp-approved': play({ steps: [otp], act: (one) => one.answer(accept, 'message-1') }),
  'otp-claimed-and-approved': play({
    steps: [otp],
    act: (one) => one.claim('message-1').then(() => one.answer(accept, 'message-2')),
  }),
  'otp-refused': play({ steps: [otp], act: (one) => one.answer(reject, 'message-1') }),
  'otp-reported': play({ steps: [otp], act: (one) => one.answer(notMe, 'message-1') }),
  'otp-expired': play({ steps: [otp] }),
  'otp-cancelled': play({ steps: [otp], act: (one) => one.cancel() }),
  'otp-not-offered': play({ steps: [otp], behaviour: { offerOtp: refused } }),
  'pin-approved': play({ steps: [pin], act: (one) => one.answer(proven, 'message-1') }),
  'pin-wrong-then-right': play({
    steps: [pin],
    act: (one) => one.failFactor(false, 'message-1').then(() => one.answer(proven, 'message-2')),
  }),
  'pin-attempts-exceeded': play({
    steps: [pin],
    act: (one) => one.failFactor(false, 'message-1').then(() => one.failFactor(true, 'message-2')),
  }),
  'pin-wrong-then-refused': play({
    steps: [pin],
    act: (one) => one.failFactor(false, 'message-1').then(() => one.answer(reject, 'message-2')),
  }),
  'pin-wrong-then-expired': play({ steps: [pin], act: (one) => one.failFactor(false, 'message-1') }),
  'fingerprint-wrong-then-pin': play({
    steps: [fingerprint],
    act: (one) => one.failFactor(false, 'message-1').then(() => one.answer(proven, 'message-2')),
  }),
  'pin-fallback-right-code': play({
    steps: [pin, text],
    behaviour: { dispatchPush: refused },
    act: (one) => one.enter(true, 'message-1'),
  }),
  'fallback-cancelled-while-sending': async (on, name) => {
    const sending = Promise.withResolvers<{ sent: boolean }>();
    const one = await on.open(
      [push, text],
      { dispatchPush: refused, dispatchSms: () => sending.promise },
      { transactionId: name, callback: true },
    );
    await one.cancel();
    sending.resolve({ sent: false });
    await one.outcome();
    return one.handle;
  },
  'text-cancelled': play({ steps: [text], act: (one) => one.cancel() }),
  'lost-cancelled': play({ steps: [push], end: { status: 'not_authenticated', reason: 'cancelled' } }),
  'lost-expired-without-callback': play({
    steps: [pin, text],
    callback: false,
    end: { status: 'not_authenticated', reason: 'expired' },
  }),
  'lost-callback-delivered': play({
    steps: [push],
    end: { status: 'authenticated' },
    behaviour: {
      recordOutcome: async () => ({ outcome: { status: 'authenticated' }, isFirst: false }),
      deliverCallback: async (_, attempt) => (attempt < 2 ? Promise.reject(new Error('away')) : undefined),
    },
  }),
};
