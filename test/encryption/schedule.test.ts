import { randomBytes } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Instance } from '../../dev/parts/instance.ts';
import { encryptedTables } from '../../src/commands/configuration/encryption/encrypted-tables.ts';
import { listKeyUses } from '../../src/commands/configuration/encryption/key-use.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import { enrollPhone, eventually } from '../support/enrolled-phone.ts';
import { createTestDeps } from '../support/own-server.ts';
import { query } from '../support/query.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';

const { endpoints } = useStack();
let instance: Instance;
let deps: Deps;

beforeAll(async () => {
  instance = await createSeededInstance();
});
afterAll(async () => {
  await deps?.close();
  await instance.stop();
});

it(
  'the schedule re-encrypt encrypts all data of an installation with the new key, and the installation keeps working',
  { timeout: 300_000 },
  async () => {
    const before = await instance.startServer();
    const where = { ...endpoints, api: before.url };
    const phone = await enrollPhone(where);
    const site = createWebsite(where);
    const form = {
      type: 'login_with_push',
      user_id: phone.userId,
      device_id: phone.deviceId,
      message: 'Before?',
      callback_uri: `${endpoints.sandbox}/callbacks/encryption`,
    };
    const { body } = await site.initialise(form);
    await phone.answer(body.transaction_id);
    await before.stop();

    const [former] = JSON.parse(instance.environment['COUNTERSIGN_KEYRING']!) as { id: string; key: string }[];
    const ring = [{ id: 'next', key: randomBytes(32).toString('base64') }, former!];
    const keyring = { COUNTERSIGN_KEYRING: JSON.stringify(ring) };
    const after = await instance.startServer(keyring);
    deps = await createTestDeps({ ...instance.environment, ...keyring });
    const connection = await Connection.connect({ address: endpoints.temporal_address });
    try {
      const client = new Client({ connection, namespace: endpoints.temporal_namespace });
      const taskQueue = instance.environment['COUNTERSIGN_TEMPORAL_TASK_QUEUE']!;
      await client.schedule.getHandle(`re-encrypt/${taskQueue}`).trigger();
      const uses = await eventually(async () => {
        const found = await listKeyUses(deps);
        return found[1]?.unusedSince ? found : undefined;
      });
      expect(uses.map(({ id, role }) => [id, role])).toEqual([
        ['next', 'current'],
        [former!.id, 'former'],
      ]);
    } finally {
      await connection.close();
    }
    const database = instance.environment['COUNTERSIGN_DATABASE_URL']!;
    for (const { name, columns } of encryptedTables(deps.orm.em))
      for (const { name: column } of columns) {
        const others = await query(
          database,
          `select from ${name} where substring(${column} from 2 for get_byte(${column}, 0)) <> 'next'::bytea`,
        );
        expect([name, column, others.length]).toEqual([name, column, 0]);
      }
    expect((await query(database, 'select from push_enrollment')).length).toBeGreaterThan(0);
    const again = createWebsite({ ...endpoints, api: after.url });
    expect((await again.result(body.transaction_id)).body).toMatchObject({ is_authenticated: true });
    expect((await again.initialise({ ...form, message: 'After?' })).status).toBe(200);
  },
);
