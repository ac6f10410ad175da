import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import type { Endpoints } from '../../dev/parts/endpoints.ts';
import type { Infrastructure } from '../../dev/parts/infrastructure.ts';
import { createInstance, type Instance } from '../../dev/parts/instance.ts';

/** The stack that all integration tests share: real PostgreSQL, Temporal, provider sandbox, API and worker. */
export interface StackUnderTest {
  endpoints: Endpoints;
  /** The `COUNTERSIGN_*` variables of the server. */
  environment: Record<string, string>;
  infrastructure: Infrastructure;
  /** The operations listener of the server: metrics, health and codec. */
  operationsUrl: string;
  /** Access tokens for the admin API by username, which last an hour. */
  operatorTokens: Record<string, string>;
  /** Template databases to copy; no process is connected to them. */
  templates: {
    /** Has all migrations; everything belongs to the owner of the schema. */
    migrated: string;
    /** Has all migrations, the roles of an installation and the demonstration configuration. */
    demonstration: string;
  };
}

/** The shared stack. Tests use it concurrently: each must use its own users, devices and numbers. */
export function useStack(): StackUnderTest {
  const stack = inject('stack');
  if (!stack)
    throw new Error(
      "This test is in the vitest project 'unit', which starts no stack: see withoutStack in vitest.config.ts",
    );
  return stack;
}

/**
 * A new instance for a test that kills processes or counts rows: a new database and task queue on the shared
 * infrastructure. No process runs in it yet; call `stop` at the end.
 */
export function createIsolatedInstance(): Promise<Instance> {
  return createInstance(useStack().infrastructure, { database: databaseName() });
}

/** The same with the demonstration configuration that `seed` creates, for tests that need no empty database. */
export function createSeededInstance(): Promise<Instance> {
  const { infrastructure, templates } = useStack();
  return createInstance(infrastructure, { database: databaseName(), template: templates.demonstration });
}

function databaseName(): string {
  return `test_${randomBytes(6).toString('hex')}`;
}
