import type { MobileAuthenticationInput } from '../../src/workflows/mobile-authentication/contract.ts';
import { accept, notMe, push, reject, text } from '../workflows/support/open-authentication.ts';
import type { OpenAuthentication } from '../workflows/support/open-authentication.ts';
import { accepted, until } from '../workflows/support/progress.ts';
import { closedBy } from '../workflows/support/recorded-activities.ts';
import type { Behaviour } from '../workflows/support/recorded-activities.ts';
import type { Kind } from './kind.ts';

const refused = async () => ({ sent: false });
const away = async () => Promise.reject(new Error('away'));

interface Play {
  steps: MobileAuthenticationInput['steps'];
  behaviour?: Behaviour;
  callback?: boolean;
  maxWrongCodes?: number;
  end?: MobileAuthenticationInput['end'];
  act?: (one: OpenAuthentication) => Promise<unknown>;
}

/** One that is opened, acted on, and waited for. */
export function play({
  steps,
  behaviour = {},
  callback = true,
  maxWrongCodes,
  end,
  act = async () => undefined,
}: Play): Kind {
  return async (on, name) => {
    const one = await on.open(steps, behaviour, {
      transactionId: name,
      callback,
      ...(maxWrongCodes === undefined ? {} : { maxWrongCodes }),
      ...(end ? { end } : {}),
    });
    await act(one);
    await one.outcome();
    return one.handle;
  };
}

/** Every way in which a mobile authentication can end, and what can happen on the way. */
export const mobileAuthenticationKinds: Record<string, Kind> = {
  'push-approved': play({ steps: [push], act: (one) => one.answer(accept, 'message-1') }),
  'push-approved-without-callback': play({
    steps: [push],
    callback: false,
    act: (one) => one.answer(accept, 'message-1'),
  }),
  'push-refused': play({ steps: [push], act: (one) => one.answer(reject, 'message-1') }),
  'push-reported': play({ steps: [push], act: (one) => one.answer(notMe, 'message-1') }),
  'push-wrong-then-right-verification-code': play({
    steps: [push],
    maxWrongCodes: 3,
    act: (one) => one.mistype('message-1', true).then(() => one.answer({ ...accept, factor: 'proof' }, 'message-2')),
  }),
  'push-verification-codes-used-up': play({
    steps: [push],
    maxWrongCodes: 3,
    act: async (one) => {
      for (const messageId of ['message-1', 'message-2', 'message-3']) await one.mistype(messageId);
    },
  }),
  'push-expired': play({ steps: [push] }),
  'push-cancelled': play({ steps: [push], act: (one) => one.cancel() }),
  'push-cancelled-by-operator': play({ steps: [push], act: (one) => one.cancelInTemporal() }),
  'push-failed-to-send': play({ steps: [push], behaviour: { dispatchPush: refused } }),
  'fallback-right-code': play({
    steps: [push, text],
    behaviour: { dispatchPush: refused },
    act: (one) => one.enter(true, 'message-1'),
  }),
  'fallback-failed-to-send': play({ steps: [push, text], behaviour: { dispatchPush: away, dispatchSms: refused } }),
  'text-wrong-then-right-code': play({
    steps: [text],
    act: (one) => one.enter(false, 'message-1').then(() => one.enter(true, 'message-2')),
  }),
  'text-attempts-exceeded': play({
    steps: [text],
    act: async (one) => {
      for (const messageId of ['message-1', 'message-2', 'message-3']) await one.enter(false, messageId);
    },
  }),
  'text-resent-until-the-limit': play({
    steps: [text],
    act: async (one) => {
      for (let time = 0; time < 3; time += 1) await one.resend();
      await one.enter(true, 'message-1');
    },
  }),
  'text-expired': play({ steps: [text], act: (one) => one.enter(false, 'message-1') }),
  'text-sent-at-the-third-try': play({
    steps: [text],
    behaviour: { dispatchSms: async (_, attempt) => (attempt < 3 ? away() : { sent: true }) },
  }),
  'text-codes-and-cancellation-while-sending': async (on, name) => {
    const sending = Promise.withResolvers<{ sent: boolean }>();
    const one = await on.open([text], { dispatchSms: () => sending.promise }, { transactionId: name, callback: true });
    const codes = [one.enter(false, 'message-1'), one.enter(true, 'message-2')];
    await accepted(one.handle, codes.length);
    await one.cancel();
    await Promise.all(codes);
    sending.resolve({ sent: true });
    await one.outcome();
    return one.handle;
  },
  'record-written-durably': async (on, name) => {
    const tries = () => on.world.calls(name, 'recordOutcome').length;
    const one = await on.open(
      [push],
      { recordOutcome: async (work) => (tries() < 2 ? away() : closedBy(work)) },
      { transactionId: name, callback: true },
    );
    await one.answer(accept, 'message-1');
    await one.outcome();
    return one.handle;
  },
  'record-stood-already': play({
    steps: [push],
    behaviour: { recordOutcome: async () => ({ outcome: { status: 'authenticated' }, isFirst: false }) },
    act: (one) => one.answer(reject, 'message-1'),
  }),
  'callback-failed-after-a-day': play({
    steps: [push],
    behaviour: { deliverCallback: away },
    act: (one) => one.answer(accept, 'message-1'),
  }),
  'callback-abandoned-by-operator': async (on, name) => {
    const one = await on.open([push], { deliverCallback: away }, { transactionId: name, callback: true });
    await one.answer(accept, 'message-1');
    await until(() => on.world.calls(name, 'deliverCallback').length > 0);
    await one.cancelInTemporal();
    await one.outcome();
    return one.handle;
  },
  'cancelled-by-operator-while-recording': async (on, name) => {
    const writing = Promise.withResolvers<void>();
    const tries = () => on.world.calls(name, 'recordOutcome').length;
    const recordOutcome: Behaviour['recordOutcome'] = (work) =>
      tries() < 2 ? away() : writing.promise.then(() => closedBy(work));
    const one = await on.open(
      [push],
      { recordOutcome, deliverCallback: away },
      { transactionId: name, callback: true },
    );
    const answer = one.answer(accept, 'message-1');
    await until(() => tries() === 2);
    await one.cancelInTemporal();
    writing.resolve();
    await answer;
    await one.outcome();
    return one.handle;
  },
  'started-after-the-deadline': async (on, name) => {
    const one = await on.open(
      [push, text],
      {},
      { transactionId: name, callback: true, expiresAt: (await on.server.now()) - 1 },
    );
    await one.outcome();
    return one.handle;
  },
};
