import type { Evidence } from '../../src/domain/mobile-authentication/evidence.ts';
import { accept, notMe, otp, pin, push, reject, sealedFor, text } from '../workflows/support/open-authentication.ts';
import { accepted, until } from '../workflows/support/progress.ts';
import { closedBy } from '../workflows/support/recorded-activities.ts';
import type { Behaviour } from '../workflows/support/recorded-activities.ts';
import type { Kind } from './kind.ts';
import { play } from './mobile-authentication-kinds.ts';

const forged = { decision: 'accept', signature: 'e30..forged' } as const;
const proven = { ...accept, factor: 'proof' };

/** The record as it refuses the forged answer, and writes every other end. */
const refuseForged: Behaviour['recordOutcome'] = async (work) =>
  isForged(work.evidence) ? { forged: 'JWS: the signature is wrong' } : closedBy(work);

function isForged(evidence: Evidence | undefined): boolean {
  return evidence?.update === 'answer' && evidence.said.signature === forged.signature;
}

const refuseFirstAttempt: Behaviour['recordAttempt'] = async ({ evidence }) =>
  evidence?.said.messageId === 'message-1' ? { forged: 'the seal is wrong' } : undefined;

/** A workflow that ends a lost one as approved, with the update that the lost one was told. */
function endLost(behaviour: Behaviour): Kind {
  return async (on, name) => {
    const said = sealedFor(name, { messageId: 'message-1', ...accept });
    const one = await on.open([push], behaviour, {
      transactionId: name,
      callback: true,
      end: { status: 'authenticated' },
      endEvidence: { update: 'answer', said },
    });
    await one.outcome();
    return one.handle;
  };
}

/** Updates that name their workflow and carry the seal of the API (docs/decisions/0070); the other kinds were recorded before. */
export const sealedKinds: Record<string, Kind> = {
  'sealed-push-approved': play({ steps: [push], callback: false, act: (one) => one.answer(accept, 'message-1') }),
  'sealed-push-refused': play({ steps: [push], act: (one) => one.answer(reject, 'message-1') }),
  'sealed-push-reported': play({ steps: [push], act: (one) => one.answer(notMe, 'message-1') }),
  'sealed-push-cancelled': play({ steps: [push], act: (one) => one.cancel() }),
  'sealed-wrong-then-right-verification-code': play({
    steps: [push],
    maxWrongCodes: 3,
    act: (one) => one.mistype('message-1').then(() => one.answer(accept, 'message-2')),
  }),
  'sealed-pin-wrong-then-right': play({
    steps: [pin],
    act: (one) => one.failFactor(false, 'message-1').then(() => one.answer(proven, 'message-2')),
  }),
  'sealed-text-resent-wrong-then-right-code': play({
    steps: [text],
    act: async (one) => {
      await one.resend();
      await one.enter(false, 'message-1');
      await one.enter(true, 'message-2');
    },
  }),
  'sealed-otp-claimed-and-approved': play({
    steps: [otp],
    act: (one) => one.claim('message-1').then(() => one.answer(accept, 'message-2')),
  }),
  'otp-approved-names-its-claimant': play({
    steps: [otp],
    callback: false,
    behaviour: { recordOutcome: async (work) => ({ ...closedBy(work), claimant: 'hash-of-a-user' }) },
    act: (one) => one.answer(accept, 'message-1'),
  }),
  'sealed-cancellation-waits-for-an-approval': async (on, name) => {
    const writing = Promise.withResolvers<void>();
    const tries = () => on.world.calls(name, 'recordOutcome').length;
    const recordOutcome: Behaviour['recordOutcome'] = (work) =>
      tries() < 2 ? Promise.reject(new Error('away')) : writing.promise.then(() => closedBy(work));
    const one = await on.open([push], { recordOutcome }, { transactionId: name });
    const answer = one.answer(accept, 'message-1');
    await until(() => tries() === 2);
    const cancellation = one.cancel();
    await accepted(one.handle, 2);
    writing.resolve();
    await Promise.all([answer, cancellation, one.outcome()]);
    return one.handle;
  },
  'forged-answer-then-approved': play({
    steps: [push],
    behaviour: { recordOutcome: refuseForged },
    act: (one) => one.answer(forged, 'message-1').then(() => one.answer(accept, 'message-2')),
  }),
  'forged-answer-then-expired': play({
    steps: [pin],
    behaviour: { recordOutcome: refuseForged },
    act: (one) => one.answer({ ...forged, factor: 'proof' }, 'message-1'),
  }),
  'forged-wrong-pin-then-approved': play({
    steps: [pin],
    behaviour: { recordAttempt: refuseFirstAttempt },
    act: (one) => one.failFactor(false, 'message-1').then(() => one.answer(proven, 'message-2')),
  }),
  'forged-wrong-code-then-right-code': play({
    steps: [text],
    behaviour: { recordAttempt: refuseFirstAttempt },
    act: (one) => one.enter(false, 'message-1').then(() => one.enter(true, 'message-2')),
  }),
  'lost-approved-with-evidence': endLost({}),
  'lost-cancelled-for-forged-evidence': endLost({
    recordOutcome: async (work) => (work.evidence ? { forged: 'the seal is wrong' } : closedBy(work)),
  }),
};
