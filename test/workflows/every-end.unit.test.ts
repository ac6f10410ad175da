import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { methodNames } from '../../src/domain/configuration/mobile-authentication-types/method-names.ts';
import type { MethodName } from '../../src/domain/configuration/mobile-authentication-types/method-names.ts';
import { methodRules } from '../../src/domain/mobile-authentication/methods/all-methods.ts';
import type { Outcome } from '../../src/domain/mobile-authentication/status.ts';
import { transitions } from '../../src/domain/mobile-authentication/transitions.ts';
import type { MobileAuthenticationInput } from '../../src/workflows/mobile-authentication/contract.ts';
import { keptHistories } from '../histories/history-files.ts';
import { readKeptWorkflow } from './support/kept-workflow.ts';
import type { KeptWorkflow } from './support/kept-workflow.ts';

/** All types that the worker runs. */
const workflowTypes = [
  ...readFileSync(new URL('../../src/workflows/all-workflows.ts', import.meta.url), 'utf8').matchAll(
    /^export \{ (.+) \} from/gm,
  ),
].flatMap(([, names = '']) => names.split(', '));
const kept = keptHistories().map((name) => readKeptWorkflow(name));
const authentications = kept.filter(({ type }) => type === 'mobileAuthentication') as KeptWorkflow<
  MobileAuthenticationInput,
  Outcome
>[];
/** Workflows that ran from the beginning to the end. */
const whole = authentications.filter(({ input }) => !input.end);

function endOf({ result }: KeptWorkflow<MobileAuthenticationInput, Outcome>): string {
  return result.status === 'authenticated' ? result.status : result.reason;
}

/** The method that was dispatched last, whose decision the workflow awaited. */
function methodOf({ input, dispatched }: KeptWorkflow<MobileAuthenticationInput, Outcome>): MethodName | undefined {
  return dispatched === undefined ? undefined : input.steps[dispatched]?.method;
}

function placeOf(workflow: KeptWorkflow<MobileAuthenticationInput, Outcome>): string {
  const method = methodOf(workflow);
  if (!method) return 'dispatching';
  return methodRules[method].decidedBy === 'app' ? 'waiting for the app' : 'waiting for the code';
}

describe('the kept histories', () => {
  const places = new Set<string>(transitions.map(({ from }) => from));
  const drawn = new Set(transitions.filter(({ to }) => !places.has(to)).map(({ from, to }) => `${from} -> ${to}`));

  it.each([...drawn])('contain every end of the state diagram: %s', (arrow) => {
    expect(
      whole.filter((workflow) => `${placeOf(workflow)} -> ${endOf(workflow)}` === arrow).map(({ name }) => name),
    ).not.toEqual([]);
  });

  it('contain no end that the diagram does not draw', () => {
    const others = whole.filter((workflow) => !drawn.has(`${placeOf(workflow)} -> ${endOf(workflow)}`));
    expect(others.map(({ name }) => name)).toEqual([]);
  });

  // The workflow handles a custom authenticator like a fingerprint.
  it.each(methodNames.filter((name) => name !== 'PUSH_WITH_CUSTOM_AUTHENTICATOR'))(
    'contain an approval by %s',
    (method) => {
      expect(
        whole
          .filter((workflow) => methodOf(workflow) === method && endOf(workflow) === 'authenticated')
          .map(({ name }) => name),
      ).not.toEqual([]);
    },
  );

  it.each(['cancelled', 'expired', 'authenticated'])('contain a workflow that ended a lost one as %s', (end) => {
    expect(
      authentications.filter((workflow) => workflow.input.end && endOf(workflow) === end).map(({ name }) => name),
    ).not.toEqual([]);
  });

  it.each(['enrolled', 'expired', 'failed', 'superseded'])('contain a push enrolment that ended as %s', (end) => {
    expect(
      kept.filter(({ type, result }) => type === 'pushEnrollment' && result === end).map(({ name }) => name),
    ).not.toEqual([]);
  });

  it.each(workflowTypes)('contain the type %s', (type) => {
    expect(kept.filter((workflow) => workflow.type === type).map(({ name }) => name)).not.toEqual([]);
  });
});
