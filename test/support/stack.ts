import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import type { Endpoints } from '../../dev/parts/endpoints.ts';
import type { Infrastructure } from '../../dev/parts/infrastructure.ts';
import { createInstance, type Instance } from '../../dev/parts/instance.ts';

/** The stack that all integration tests share: real PostgreSQL, Temporal, provider sandbox, API and worker. */
export interface StackUnderTest {
  endpoints: Endpoints;
  /** The `COUNTERSIGN_*` variables of its server. */
  environment: Record<string, string>;
  infrastructure: Infrastructure;
  /** Metrics, health and codec of its server. */
  operationsUrl: string;
  /** A database with all migrations and the demonstration configuration, which nobody uses: seeded instances begin with a copy. */
  demonstration: string;
}

/** The shared stack. Tests beside each other use it at the same time: users, devices and numbers must be a test's own. */
export function useStack(): StackUnderTest {
  const stack = inject('stack');
  if (!stack) throw new Error("This test is in the vitest project 'unit', which starts no stack: see withoutStack in vitest.config.ts");
  return stack;
}

/**
 * An instance of its own for a test that kills processes or counts rows: a fresh database and task queue on the shared
 * infrastructure. Nothing runs in it yet; call `stop` at the end.
 */
export function createIsolatedInstance(): Promise<Instance> {
  return createInstance(useStack().infrastructure, { database: databaseName() });
}

/** The same with the demonstration configuration, as `seed` would put it there: for a test that is not about how a database begins. */
export function createSeededInstance(): Promise<Instance> {
  const { infrastructure, demonstration } = useStack();
  return createInstance(infrastructure, { database: databaseName(), template: demonstration });
}

function databaseName(): string {
  return `test_${randomBytes(6).toString('hex')}`;
}
