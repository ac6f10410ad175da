import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { weaknessOf } from '../../domain/operators/password-rules.ts';
import type { OperatorRole } from '../../domain/configuration/operator-roles.ts';
import { timeOrderedId } from '../../entities/columns/id.ts';
import { Operator } from '../../entities/operators/operator.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { Passwords } from '../../security/password.ts';
import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';
import { originOf } from '../events/request-origin.ts';
import type { RequestOrigin } from '../events/request-origin.ts';
import { lockAdministrators } from './administrators.ts';
import { recordingRefusal } from './record-refusal.ts';
import { normaliseUsername } from './username.ts';

export interface NewOperator {
  username: string;
  displayName: string;
  role: OperatorRole;
  password: string;
}

type Deps = Pick<CommandDeps, 'em' | 'clock'> & { passwords: Passwords };

/**
 * Creates an operator.
 * @param actor the ADMIN who does it.
 * @throws CountersignError weak_password, username_taken, invalid_session
 */
export async function createOperator(
  deps: Deps,
  origin: RequestOrigin,
  actor: { operatorId: string },
  input: NewOperator,
): Promise<Operator> {
  checkPassword(input.password, input.username);
  const { displayName, role } = input;
  const username = normaliseUsername(input.username);
  const passwordHash = await deps.passwords.hash(input.password);
  const now = deps.clock();
  const id = timeOrderedId(now.getTime());
  return recordingRefusal(deps, origin, null, () =>
    deps
      .em()
      .transactional(async (em) => {
        await lockAdministrators(em, actor.operatorId);
        const operator = em.create(
          Operator,
          { id, username, displayName, role, passwordHash, disabled: false, createdAt: now, lastLoginAt: null },
          { persist: true },
        );
        recordEvent(em, {
          name: 'ADMIN OPERATOR CREATED',
          occurredAt: now,
          ...originOf(origin),
          subjectId: id,
          detail: role,
        });
        await em.flush();
        return operator;
      })
      .catch((error: unknown) => {
        throw error instanceof UniqueConstraintViolationException
          ? new CountersignError('username_taken', { cause: error })
          : error;
      }),
  );
}

/** @throws CountersignError weak_password, with the reason. */
export function checkPassword(password: string, username: string): void {
  const reason = weaknessOf(password, username);
  if (reason) throw new CountersignError('weak_password', { extra: { reason } });
}
