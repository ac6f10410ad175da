import { describe, expect, it } from 'vitest';
import { methodNames } from '../../src/domain/mobile-authentication/method-names.ts';
import type { MethodName } from '../../src/domain/mobile-authentication/method-names.ts';
import { methodRules } from '../../src/domain/mobile-authentication/methods/all-methods.ts';
import type { Outcome } from '../../src/domain/mobile-authentication/status.ts';
import { transitions } from '../../src/domain/mobile-authentication/transitions.ts';
import type { MobileAuthenticationInput } from '../../src/workflows/mobile-authentication/contract.ts';
import { keptHistories } from '../histories/history-files.ts';
import { readKeptWorkflow } from './support/kept-workflow.ts';
import type { KeptWorkflow } from './support/kept-workflow.ts';

const kept = keptHistories().map((name) => readKeptWorkflow(name));
const authentications = kept.filter(({ type }) => type === 'mobileAuthentication') as KeptWorkflow<MobileAuthenticationInput, Outcome>[];
/** By its own workflow, from the beginning to the end. */
const whole = authentications.filter(({ input }) => !input.end);

function endOf({ result }: KeptWorkflow<MobileAuthenticationInput, Outcome>): string {
  return result.status === 'authenticated' ? result.status : result.reason;
}

/** Which of its methods went out last: the one that it waited for. */
function methodOf({ input, dispatched }: KeptWorkflow<MobileAuthenticationInput, Outcome>): MethodName | undefined {
  return dispatched === undefined ? undefined : input.steps[dispatched]?.method;
}

function placeOf(workflow: KeptWorkflow<MobileAuthenticationInput, Outcome>): string {
  const method = methodOf(workflow);
  if (!method) return 'dispatching';
  return methodRules[method].decidedBy === 'app' ? 'waiting for the app' : 'waiting for the code';
}

describe('a history is kept', () => {
  const places = new Set<string>(transitions.map(({ from }) => from));
  const drawn = new Set(transitions.filter(({ to }) => !places.has(to)).map(({ from, to }) => `${from} -> ${to}`));

  it.each([...drawn])('of every end of the state diagram: %s', (arrow) => {
    expect(whole.filter((workflow) => `${placeOf(workflow)} -> ${endOf(workflow)}` === arrow).map(({ name }) => name)).not.toEqual([]);
  });

  it('of no end that the diagram does not draw, but for a record that stood already', () => {
    const others = whole.filter((workflow) => !drawn.has(`${placeOf(workflow)} -> ${endOf(workflow)}`));
    expect(others.map(({ name }) => name)).toEqual([]);
  });

  // A custom authenticator is to the workflow what a fingerprint is.
  it.each(methodNames.filter((name) => name !== 'PUSH_WITH_CUSTOM_AUTHENTICATOR'))('of an approval by %s', (method) => {
    expect(whole.filter((workflow) => methodOf(workflow) === method && endOf(workflow) === 'authenticated').map(({ name }) => name)).not.toEqual([]);
  });

  it.each(['cancelled', 'expired', 'authenticated'])('of a workflow that only ended a lost one as %s', (end) => {
    expect(authentications.filter((workflow) => workflow.input.end && endOf(workflow) === end).map(({ name }) => name)).not.toEqual([]);
  });

  it.each(['enrolled', 'expired', 'failed', 'superseded'])('of a push enrolment that ended as %s', (end) => {
    expect(kept.filter(({ type, result }) => type === 'pushEnrollment' && result === end).map(({ name }) => name)).not.toEqual([]);
  });

  it.each(['replayCallback', 'sweepTransactions', 'pruneExpiredRows', 'keepEventPartitions', 'reconcile'])('of %s', (type) => {
    expect(kept.filter((workflow) => workflow.type === type).map(({ name }) => name)).not.toEqual([]);
  });
});
