import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changeOperator } from '../../src/commands/operators/change-operator.ts';
import { deleteOperator } from '../../src/commands/operators/delete-operator.ts';
import { timeOrderedId } from '../../src/entities/columns/id.ts';
import { Operator } from '../../src/entities/operators/operator.ts';
import { operatorRoles } from '../../src/domain/configuration/operator-roles.ts';
import type { OperatorRole } from '../../src/domain/configuration/operator-roles.ts';
import { CountersignError } from '../../src/errors/countersign-error.ts';
import { Keyring } from '../../src/security/keyring.ts';
import { createPasswords } from '../../src/security/password.ts';
import { createTestDatabase } from '../authorization-server/support/test-database.ts';
import type { TestDatabase } from '../authorization-server/support/test-database.ts';
import { processLimits } from '../../src/domain/rate-limits/limits.ts';

const keyring = new Keyring([{ id: 'k1', key: randomBytes(32).toString('base64') }]);
const passwords = createPasswords({
  keyring,
  random: randomBytes,
  mostWaiting: processLimits['passwords-waiting'].most,
});
let database: TestDatabase;
const deps = { em: () => database.orm.em.fork(), clock: () => new Date(), passwords };
const origin = { requestId: 'r' };

beforeAll(async () => {
  database = await createTestDatabase(keyring);
});
afterAll(() => database.drop());
beforeEach(() => database.orm.em.fork().nativeDelete(Operator, {}));

const people = [0, 1, 2, 3];
type Person = (typeof people)[number];
type Step = { actor: Person; target: Person } & (
  | { what: 'delete' }
  | { what: 'role'; role: OperatorRole }
  | { what: 'disable'; disabled: boolean }
);

const who = fc.constantFrom(...people);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ actor: who, target: who, what: fc.constant('delete' as const) }),
  fc.record({ actor: who, target: who, what: fc.constant('role' as const), role: fc.constantFrom(...operatorRoles) }),
  fc.record({ actor: who, target: who, what: fc.constant('disable' as const), disabled: fc.boolean() }),
);

/** The expected state of an operator, by a simpler implementation of the rules. */
interface Modelled {
  role: OperatorRole;
  disabled: boolean;
}
const isAdministrator = (one: Modelled | undefined) => one?.role === 'ADMIN' && !one.disabled;

function expectedRefusal(model: Map<Person, Modelled>, { actor, target, ...change }: Step): string | undefined {
  const found = model.get(target);
  if (!isAdministrator(model.get(actor))) return 'invalid_session';
  if (change.what === 'delete') return target === actor ? 'own_account' : undefined;
  if (!found) return 'operator_not_found';
  const changes = change.what === 'role' ? found.role !== change.role : found.disabled !== change.disabled;
  return changes && target === actor ? 'own_account' : undefined;
}

function applyTo(model: Map<Person, Modelled>, { target, ...change }: Step): void {
  const found = model.get(target);
  if (change.what === 'delete') model.delete(target);
  else if (found && change.what === 'role') found.role = change.role;
  else if (found && change.what === 'disable') found.disabled = change.disabled;
}

async function createFour(): Promise<string[]> {
  const ids = people.map(() => timeOrderedId());
  const em = deps.em();
  for (const [index, id] of ids.entries())
    await em.insert(Operator, {
      id,
      username: randomUUID(),
      displayName: 'x',
      role: index < 2 ? 'ADMIN' : 'HELPDESK',
      passwordHash: 'x',
      disabled: false,
      createdAt: new Date(),
    });
  return ids;
}

async function perform(ids: string[], { actor, target, ...change }: Step): Promise<string | undefined> {
  const [by, id] = [{ operatorId: ids[actor] as string }, ids[target] as string];
  const work =
    change.what === 'delete'
      ? deleteOperator(deps, origin, by, id)
      : changeOperator(
          deps,
          origin,
          by,
          id,
          change.what === 'role' ? { role: change.role } : { disabled: change.disabled },
        );
  return work.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof CountersignError) return error.code;
      throw error;
    },
  );
}

const administrators = () => deps.em().count(Operator, { role: 'ADMIN', disabled: false });

describe('operators who change each other', () => {
  it('follow the rules in sequence, and always leave an enabled ADMIN', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        await deps.em().nativeDelete(Operator, {});
        const ids = await createFour();
        const model = new Map<Person, Modelled>(
          people.map((person) => [person, { role: person < 2 ? 'ADMIN' : 'HELPDESK', disabled: false }]),
        );
        for (const each of steps) {
          const refusal = expectedRefusal(model, each);
          expect(await perform(ids, each)).toBe(refusal);
          if (!refusal) applyTo(model, each);
        }
        const stored = await deps.em().find(Operator, {});
        expect(new Map(stored.map(({ id, role, disabled }) => [ids.indexOf(id), { role, disabled }]))).toEqual(model);
        expect(await administrators()).toBeGreaterThan(0);
      }),
      { numRuns: 25 },
    );
  });

  it('always leave an enabled ADMIN when they act at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), async (steps) => {
        await deps.em().nativeDelete(Operator, {});
        const ids = await createFour();
        await Promise.all(steps.map((each) => perform(ids, each)));
        expect(await administrators()).toBeGreaterThan(0);
      }),
      { numRuns: 25 },
    );
  });
});
