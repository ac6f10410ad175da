import { rateLimit } from '../../../domain/rate-limits/limits.ts';
import { Person } from '../../../entities/persons/person.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { writeEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import type { PasswordDeps } from '../../persons/sign-in-methods/password/password-deps.ts';
import { verifyPassword } from '../../persons/sign-in-methods/password/verify-password.ts';
import { createRateLimit } from '../../rate-limits/rate-limit.ts';
import { findByIdentifier, foldIdentifier } from '../methods/find-by-identifier.ts';

interface Deps extends Pick<CommandDeps, 'em' | 'clock' | 'keyring'>, Pick<PasswordDeps, 'passwords'> {
  configuration: ConfigurationSource;
}

interface Credentials {
  /** E-mail address or username. */
  identifier: string;
  password: string;
  origin: RequestOrigin;
}

/** Whose password it is. */
export interface ValidCredentials {
  personId: string;
  /** The password became known, or an operator expired it: a sign-in asks for another one. */
  mustChange: boolean;
}

/**
 * Compares a password for a site that signs people in by itself. It makes no session. Guesses count as those at a sign-in do, with the same
 * limits, and those of one site together; an unknown person, a wrong password and one who may not sign in have the same answer.
 * @throws CountersignError `credentials_api_disabled`, `credentials_wrong`, `slow_down`, `busy`
 */
export async function validateCredentials(deps: Deps, credentials: Credentials): Promise<ValidCredentials> {
  const { general } = await deps.configuration.current();
  if (!general.credentials_api_enabled) throw new CountersignError('credentials_api_disabled');
  const { identifier, password, origin } = credentials;
  const refusals = createRateLimit(deps, rateLimit('credentials-refused:client'));
  const client = origin.clientId ?? '';
  // Beyond the limit nothing is compared: a right password is refused like a wrong one.
  if (await refusals.isSpent(client)) await refusals.count(client);
  const personId = await findByIdentifier(deps, identifier);
  const guess = { personId, identifier: foldIdentifier(identifier), password, origin };
  const verified = await verifyPassword(deps, guess);
  const isActive = (await deps.em().count(Person, { user: personId ?? '', status: 'active' })) > 0;
  const isRight = verified.isRight && isActive && personId !== undefined;
  const event = { occurredAt: deps.clock(), ...originOf(origin), userId: personId ?? null };
  if (!isRight) {
    await refusals.count(client);
    await writeEvent(deps, { ...event, name: 'CREDENTIALS REFUSED', detail: reasonOf(personId, verified.isRight) });
    throw new CountersignError('credentials_wrong');
  }
  await writeEvent(deps, { ...event, name: 'CREDENTIALS VALIDATED' });
  return { personId, mustChange: verified.mustChange };
}

/** For operators alone. */
function reasonOf(personId: string | undefined, isRight: boolean): string {
  if (personId === undefined) return 'unknown';
  return isRight ? 'user_not_active' : 'wrong';
}
