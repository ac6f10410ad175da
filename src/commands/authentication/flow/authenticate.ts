import type { X509Certificate } from 'node:crypto';
import type { SignInMethodName } from '../../../domain/authentication/methods/all-methods.ts';
import type { AuthenticationFlow } from '../../../entities/authentication/authentication-flow.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { writeEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { stepsOf } from '../methods/all-steps.ts';
import type { RefusedProof } from '../methods/method-steps.ts';
import { keepAnswer } from './challenges/kept-answers.ts';
import { findOpenChallenge, openChallenge, voidChallenge } from './challenges/open-challenge.ts';
import { changeFlow, checkOffered } from './change-flow.ts';
import { findFlow } from './find-flow.ts';
import type { FlowKey } from './find-flow.ts';
import type { FlowDeps } from './flow-deps.ts';
import { deny, proveFactor } from './prove-factor.ts';

/** What a person sends to prove a factor. */
export interface AuthenticateRequest {
  method: SignInMethodName;
  /** As the method has them. */
  credentials: unknown;
  device: string | undefined;
  /** What the browser keeps that asked for a link. */
  link?: string | undefined;
  /** The certificate of the TLS connection of the browser. */
  certificate?: X509Certificate | undefined;
  origin: RequestOrigin;
}

/**
 * Takes the next step of a flow by a method.
 * @throws CountersignError `flow_unknown`, `flow_expired`, `flow_closed`, `already_completed`, `method_not_offered`,
 *   `no_challenge` for an answer to a challenge that another one took the place of meanwhile, `other_user`, and the refusals of the method.
 */
export async function authenticate(
  deps: FlowDeps,
  key: FlowKey,
  { method, credentials, device, link, certificate, origin }: AuthenticateRequest,
): Promise<AuthenticationFlow> {
  const flow = await findFlow(deps, key);
  checkOffered(flow, method);
  const steps = stepsOf(method);
  if (!steps) throw new CountersignError('method_not_offered');
  const open = await findOpenChallenge(deps, flow);
  const challenge = open?.method === method ? open : undefined;
  const result = await steps.begin(deps, { flow, challenge, credentials, device, link, certificate, origin });
  if ('refused' in result) throw await refuseProof(deps, { flow, method, origin }, result.refused);
  if ('denied' in result)
    return changeFlow(deps, { key, origin }, async (locked) => {
      checkOffered(locked.flow, method);
      await voidChallenge(locked);
      return deny(locked, result.denied);
    });
  if ('challenge' in result) return openChallenge(deps, { key, origin }, { method, challenge: result.challenge });
  return changeFlow(deps, { key, origin }, async (locked) => {
    checkOffered(locked.flow, method);
    if (challenge && locked.flow.challengeId !== challenge.id) throw new CountersignError('no_challenge');
    if (challenge && result.kept !== undefined) await keepAnswer(locked, result.kept);
    return proveFactor(deps, locked, { method, proven: result.proven });
  });
}

/** Writes down that a proof was none. @returns the refusal. */
async function refuseProof(
  deps: FlowDeps,
  { flow, method, origin }: { flow: AuthenticationFlow; method: SignInMethodName; origin: RequestOrigin },
  { code, personId, extra = {} }: RefusedProof,
): Promise<CountersignError> {
  await writeEvent(deps, {
    name: 'AUTHENTICATION FACTOR FAILED',
    occurredAt: deps.clock(),
    ...originOf(origin),
    clientId: flow.clientId,
    userId: personId ?? null,
    subjectId: flow.id,
    detail: `${method}: ${code}`,
  });
  return new CountersignError(code, { extra });
}
