import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';
import { normaliseUsername } from './username.ts';
import { timeOrderedId } from '../../entities/columns/id.ts';
import { Operator } from '../../entities/operators/operator.ts';
import type { Passwords } from '../../security/password.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'> & { passwords: Passwords };

/** Creates the first operator, an ADMIN, if there is none. Concurrent processes create one. */
export async function ensureFirstOperator(deps: Deps, first: { username: string; password: string }): Promise<boolean> {
  if ((await deps.em().count(Operator)) > 0) return false;
  const passwordHash = await deps.passwords.hash(first.password);
  const now = deps.clock();
  return deps.em().transactional(async (em) => {
    await em.execute("select pg_advisory_xact_lock(hashtext('countersign first operator'))");
    if ((await em.count(Operator)) > 0) return false;
    const username = normaliseUsername(first.username);
    const id = timeOrderedId(now.getTime());
    em.create(
      Operator,
      {
        id,
        username,
        displayName: first.username,
        role: 'ADMIN',
        passwordHash,
        disabled: false,
        createdAt: now,
        lastLoginAt: null,
      },
      { persist: true },
    );
    recordEvent(em, { name: 'ADMIN OPERATOR CREATED', occurredAt: now, subjectId: id, detail: 'first operator' });
    return true;
  });
}
