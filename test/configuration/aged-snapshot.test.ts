import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Setting } from '../../src/entities/configuration/setting.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import type { Instance } from '../../dev/parts/instance.ts';
import { createTestDeps } from '../support/own-server.ts';
import { createSeededInstance } from '../support/stack.ts';

let instance: Instance;
let deps: Deps;
beforeAll(async () => {
  instance = await createSeededInstance();
  deps = await createTestDeps(instance.environment);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await deps.close();
  await instance.stop();
});

it('reads the configuration again after half a minute, while requests go on with the one before', async () => {
  const now = performance.now.bind(performance);
  let passed = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now() + passed);
  const longest = async () => (await deps.configuration.current()).general.message_max_length;
  // Until the process listens, what it has read is forgotten when it begins to.
  const isUsedOn = async () => {
    const snapshot = deps.configuration.current();
    await snapshot;
    passed += 40_000;
    return deps.configuration.current() === snapshot;
  };
  await expect.poll(isUsedOn).toBe(true);
  const before = await longest();
  // A change without its notification.
  const em = deps.em();
  await em.nativeDelete(Setting, { name: 'message_max_length' });
  await em.insert(Setting, { name: 'message_max_length', value: before + 7 });
  await expect
    .poll(() => {
      passed += 40_000;
      return longest();
    })
    .toBe(before + 7);
});
