import { runApart } from '../../../../database/prepared-statement.ts';
import { stepOfCode } from '../../../../domain/persons/sign-in-methods/authenticator-app/one-time-code.ts';
import { openInRow } from '../../../../entities/columns/row-bound.ts';
import type { CommandDeps } from '../../../command-deps.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { countFailures, familiarityOf, forgetFailures, noteLock } from '../failures.ts';
import { countGuess } from '../guess-limit.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'>;

interface AppCode {
  personId: string;
  code: string;
  knownDevice?: string | undefined;
  origin: RequestOrigin;
}

/** A step is used up by this update: of two requests with one code, one finds it unused. */
const useStep = `update sign_in_method set counter = ?, last_used_at = ? where id = ? and counter < ? returning id`;

/**
 * Compares a code with those of a person's authenticator apps. The try is counted as a wrong one first; each step is good once.
 * @returns the id of the app; undefined for a wrong or used code, for a person without an app and for one whose apps are locked.
 * @throws CountersignError `slow_down` after too many guesses
 */
export async function verifyAppCode(
  deps: Deps,
  { personId, code, knownDevice, origin }: AppCode,
): Promise<string | undefined> {
  const type = 'authenticator_app';
  const takeBack = await countGuess(deps, { type, personId, identifier: '', knownDevice });
  const now = deps.clock();
  const from = familiarityOf(knownDevice);
  const apps = await countFailures(deps, { personId, type, from });
  for (const { id, secret } of apps) {
    const step = stepOfCode(openInRow(deps.keyring, 'sign_in_method.secret', id, secret), code, now);
    if (step === undefined) continue;
    const used = await runApart<{ id: string }>(deps, { sql: useStep, parameters: [step, now, id, step] });
    if (used.length === 0) continue;
    await forgetFailures(deps, { personId, type });
    await takeBack();
    return id;
  }
  for (const { id, failures } of apps) await noteLock(deps, { id, personId, type, from }, failures, origin);
  return undefined;
}
