import { AuthenticationChallenge } from '../../../../entities/authentication/authentication-challenge.ts';
import type { AuthenticationFlow } from '../../../../entities/authentication/authentication-flow.ts';
import type { SignInMethodName } from '../../../../domain/authentication/methods/all-methods.ts';
import { bounds } from '../../../../domain/rate-limits/limits.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { countCodeGuess, forgetCodeGuess } from '../../../persons/sign-in-methods/code-guesses.ts';
import { familiarityOf } from '../../../persons/sign-in-methods/failures.ts';
import { stepsOf } from '../../methods/all-steps.ts';
import type { MethodSteps } from '../../methods/method-steps.ts';
import { guessOf } from '../../methods/sending/code-steps.ts';
import { findOpenChallenge, voidChallenge } from './open-challenge.ts';
import { settleFlow } from './settle-challenge.ts';
import { isOwnDestination } from '../../methods/sending/is-own-destination.ts';
import { changeFlow, moveFlow, recordFlowEvent } from '../change-flow.ts';
import type { LockedFlow } from '../change-flow.ts';
import type { FlowKey } from '../find-flow.ts';
import type { FlowDeps } from '../flow-deps.ts';
import { proveFactor } from '../prove-factor.ts';

/** What was typed, and for which challenge, if that is said. */
export interface TypedCode {
  otp: string;
  challengeId: string | undefined;
  /** What the browser keeps of the person who signed in with it before. */
  device: string | undefined;
  origin: RequestOrigin;
}

const { most: mostTries } = bounds['sign-in-code-tries'];

/**
 * Compares a code with that of the challenge that the flow waits for. The try is counted first, and over all flows of the person; of racing
 * right ones one wins. One too many is a wrong one, whatever it is.
 * @throws CountersignError `no_challenge`, `code_expired`, `code_wrong`, `attempts_exceeded`
 */
export async function verifyOtp(deps: FlowDeps, key: FlowKey, typed: TypedCode): Promise<AuthenticationFlow> {
  const found = await settleFlow(deps, key, typed.origin);
  const open = await findOpenChallenge(deps, found);
  const elsewhere = open && found.status === 'challenge_sent' && stepsOf(open.method)?.elsewhere;
  if (elsewhere) return verifyElsewhere(deps, key, { ...typed, flow: found, challenge: open, elsewhere });
  return changeFlow(deps, { key, origin: typed.origin }, async (locked) => {
    const { em, flow, now } = locked;
    const challenge = await em.findOne(AuthenticationChallenge, { id: flow.challengeId ?? null, status: 'open' });
    const steps = challenge && stepsOf(challenge.method);
    const isMeant = typed.challengeId === undefined || typed.challengeId === challenge?.id;
    if (!challenge || !steps?.verify || !isMeant) return new CountersignError('no_challenge');
    if (challenge.expiresAt <= now) {
      await voidChallenge(locked);
      moveFlow(flow, 'challenge withdrawn');
      return new CountersignError('code_expired');
    }
    challenge.attempts += 1;
    const isRight = steps.verify(deps, challenge, typed.otp);
    const guess = await guessOf({ ...deps, em: () => em }, challenge, typed.device);
    const isCounted = await countCodeGuess(em, deps.keyring, guess, async () => {
      const detail = `${guess.type}, ${familiarityOf(guess.knownDevice)}`;
      if (challenge.personId) recordFlowEvent(locked, 'METHOD LOCKED', { detail, userId: challenge.personId });
    });
    const isOwn = isRight && (await isOwnDestination(em, deps.keyring, challenge));
    if (!isOwn || !isCounted || !challenge.personId) return refuseCode(locked, challenge);
    await forgetCodeGuess(em, deps.keyring, guess);
    challenge.status = 'proven';
    flow.challengeId = null;
    const method = challenge.method as SignInMethodName;
    return proveFactor(deps, locked, { method, proven: { personId: challenge.personId } });
  });
}

interface TypedElsewhere extends TypedCode {
  flow: AuthenticationFlow;
  challenge: AuthenticationChallenge;
  elsewhere: NonNullable<MethodSteps<unknown>['elsewhere']>;
}

/**
 * A code that is compared elsewhere, which also counts it for its person before that: of racing right ones one wins there. What became of it
 * is taken over.
 */
async function verifyElsewhere(deps: FlowDeps, key: FlowKey, typed: TypedElsewhere): Promise<AuthenticationFlow> {
  const { flow, challenge, challengeId = challenge.id, elsewhere, otp, origin } = typed;
  if (challengeId !== challenge.id) throw new CountersignError('no_challenge');
  if (challenge.expiresAt <= deps.clock()) throw new CountersignError('code_expired');
  if (await elsewhere.verify(deps, { flow, challenge, typed: otp, origin })) return settleFlow(deps, key, origin);
  return changeFlow<AuthenticationFlow>(deps, { key, origin }, async (locked) => {
    const row = await locked.em.findOne(AuthenticationChallenge, { id: challenge.id, status: 'open' });
    if (!row || locked.flow.challengeId !== row.id) return new CountersignError('no_challenge');
    row.attempts += 1;
    return refuseCode(locked, row, elsewhere.tries(row) - row.attempts);
  });
}

/** After the last try the method is not offered in this flow any more. */
function refuseCode(
  locked: LockedFlow,
  challenge: AuthenticationChallenge,
  left = mostTries - challenge.attempts,
): CountersignError {
  const { flow } = locked;
  const method = challenge.method as SignInMethodName;
  const code = left > 0 ? 'code_wrong' : 'attempts_exceeded';
  if (left <= 0) {
    challenge.status = 'exhausted';
    flow.challengeId = null;
    flow.exhaustedMethods = [...flow.exhaustedMethods, method];
    flow.methods = flow.methods.filter((name) => name !== method);
  }
  moveFlow(flow, left > 0 ? 'wrong, tries left' : 'wrong, no try left');
  const detail = `${method}: ${code}`;
  recordFlowEvent(locked, 'AUTHENTICATION FACTOR FAILED', { detail, userId: challenge.personId ?? null });
  return new CountersignError(code, { extra: { attempts_left: Math.max(0, left) } });
}
