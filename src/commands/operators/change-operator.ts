import type { OperatorRole } from '../../domain/configuration/operator-roles.ts';
import { Operator } from '../../entities/operators/operator.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { Passwords } from '../../security/password.ts';
import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';
import { originOf } from '../events/request-origin.ts';
import type { RequestOrigin } from '../events/request-origin.ts';
import { lockAdministrators } from './administrators.ts';
import { closeAllSessions } from './close-operator-session.ts';
import { checkPassword } from './create-operator.ts';
import { recordingRefusal } from './record-refusal.ts';

/** Changed fields; others stay. */
export interface OperatorChange {
  displayName?: string | undefined;
  role?: OperatorRole | undefined;
  disabled?: boolean | undefined;
  password?: string | undefined;
}

type Deps = Pick<CommandDeps, 'em' | 'clock'> & { passwords: Passwords };

/**
 * Changes an operator. Another role, another password or being disabled ends their sessions.
 * @throws CountersignError operator_not_found, own_account, weak_password, invalid_session
 */
export async function changeOperator(
  deps: Deps,
  origin: RequestOrigin,
  actor: { operatorId: string },
  operatorId: string,
  change: OperatorChange,
): Promise<Operator> {
  const { password, ...plain } = change;
  const passwordHash = password === undefined ? undefined : await deps.passwords.hash(password);
  return recordingRefusal(deps, origin, operatorId, () =>
    deps.em().transactional(async (em) => {
      await lockAdministrators(em, actor.operatorId);
      const operator = await em.findOne(Operator, operatorId);
      if (!operator) throw new CountersignError('operator_not_found');
      if (password !== undefined) checkPassword(password, operator.username);
      const changed = differences(operator, { ...plain, ...(passwordHash && { passwordHash }) });
      const isSerious = changed.some((name) => name !== 'displayName');
      if (isSerious && operatorId === actor.operatorId) throw new CountersignError('own_account');
      if (changed.length === 0) return operator;
      em.assign(operator, defined({ ...plain, passwordHash }));
      if (isSerious) await closeAllSessions(em, operatorId);
      recordEvent(em, {
        name: 'ADMIN OPERATOR CHANGED',
        occurredAt: deps.clock(),
        ...originOf(origin),
        subjectId: operatorId,
        detail: describe(changed, operator),
      });
      return operator;
    }),
  );
}

function differences(operator: Operator, change: Partial<Operator>): string[] {
  return Object.entries(change)
    .filter(([name, value]) => value !== undefined && operator[name as keyof Operator] !== value)
    .map(([name]) => name);
}

/** Names of changed fields, with the values of public ones. */
function describe(changed: string[], { role, disabled }: Operator): string {
  const texts: Record<string, string> = {
    role: `role ${role}`,
    disabled: disabled ? 'disabled' : 'enabled',
    passwordHash: 'password',
    displayName: 'display name',
  };
  return changed.map((name) => texts[name] ?? name).join(', ');
}

function defined<Value extends object>(value: Value): Partial<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Partial<Value>;
}
