import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventName } from '../../domain/events/event-catalogue.ts';
import { timeOrderedId } from '../../entities/columns/id.ts';
import { OperatorSession } from '../../entities/operators/operator-session.ts';
import { Operator } from '../../entities/operators/operator.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { Passwords } from '../../security/password.ts';
import type { CommandDeps } from '../command-deps.ts';
import type { ConfigurationSource } from '../configuration/configuration-snapshot.ts';
import { recordEvent } from '../events/record-event.ts';
import { originOf } from '../events/request-origin.ts';
import type { RequestOrigin } from '../events/request-origin.ts';
import type { LoginLimits } from './login-limits.ts';
import { hashSessionToken } from './operator-session.ts';
import type { SignedInOperator } from './operator-session.ts';
import { normaliseUsername } from './username.ts';

export interface LoginDeps extends Pick<CommandDeps, 'em' | 'clock' | 'random' | 'keyring'> {
  configuration: ConfigurationSource;
  passwords: Passwords;
  limits: LoginLimits;
}

export interface Login {
  username: string;
  password: string;
}

/** Bytes of a session's token. */
const tokenLength = 32;

/**
 * Signs an operator in. The token is only in the answer. Unknown, wrong and disabled have one refusal, after the same
 * work.
 * @throws CountersignError invalid_credentials, slow_down
 */
export async function openOperatorSession(
  deps: LoginDeps,
  origin: RequestOrigin,
  login: Login,
): Promise<{ token: string; session: SignedInOperator }> {
  const username = normaliseUsername(login.username);
  const takeBack = await deps.limits.count(origin, username);
  const operator = await deps.em().findOne(Operator, { username });
  const isRight = await deps.passwords.matches(login.password, operator?.passwordHash);
  const opened =
    isRight && operator && !operator.disabled ? await open(deps, origin, operator, login.password) : undefined;
  if (!opened) {
    const failure = whatFailed(operator, isRight);
    await record(
      deps,
      'ADMIN LOGIN FAILED',
      { ...origin, agentUser: operator?.username ?? null },
      failure,
      operator?.id,
    );
    throw new CountersignError('invalid_credentials', { detail: failure });
  }
  await takeBack();
  return opened;
}

function whatFailed(operator: Operator | null, isRight: boolean): string {
  if (!operator) return 'unknown_operator';
  if (!isRight) return 'wrong_password';
  return operator.disabled ? 'disabled' : 'changed_meanwhile';
}

async function open(
  deps: LoginDeps,
  origin: RequestOrigin,
  operator: Operator,
  password: string,
): Promise<{ token: string; session: SignedInOperator } | undefined> {
  const { general } = await deps.configuration.current();
  const now = deps.clock();
  const token = deps.random(tokenLength).toString('base64url');
  const expiresAt = new Date(now.getTime() + general.operator_session_hours * 3_600_000);
  const sessionId = timeOrderedId(now.getTime());
  const { id: operatorId, username, passwordHash } = operator;
  const kept = deps.passwords.isOutdated(passwordHash) ? await deps.passwords.hash(password) : passwordHash;
  return deps.em().transactional(async (em) => {
    // Refuse an operator who was disabled or whose password changed during the comparison.
    const found = await em.nativeUpdate(
      Operator,
      { id: operatorId, disabled: false, passwordHash },
      { lastLoginAt: now, passwordHash: kept },
    );
    if (found !== 1) return undefined;
    await em.insert(OperatorSession, {
      id: sessionId,
      operator: operatorId,
      tokenHash: hashSessionToken(deps.keyring, token),
      createdAt: now,
      lastUsedAt: now,
      expiresAt,
    });
    const { role, displayName } = await em.findOneOrFail(Operator, { id: operatorId });
    recordEvent(em, {
      name: 'ADMIN LOGIN SUCCESS',
      occurredAt: now,
      ...originOf(origin),
      agentUser: username,
      subjectId: operatorId,
    });
    return { token, session: { sessionId, operatorId, username, displayName, role, expiresAt } };
  });
}

async function record(
  deps: LoginDeps,
  name: EventName,
  origin: RequestOrigin,
  detail: string,
  subjectId?: string,
): Promise<void> {
  await deps
    .em()
    .transactional(async (em: EntityManager) =>
      recordEvent(em, { name, occurredAt: deps.clock(), ...originOf(origin), detail, subjectId: subjectId ?? null }),
    );
}
