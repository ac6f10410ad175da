import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startStack } from '../../dev/stack.ts';
import { createScratchFolder } from './scratch-folder.ts';

describe('the services of a stack', () => {
  it('have the same address and data again after kill -9', { timeout: 300_000 }, async () => {
    const stack = await startStack({
      dataFolder: createScratchFolder(),
      portOffset: 'free',
      onlyInfrastructure: true,
    });
    onTestFinished(() => stack.stop());
    await query(stack.endpoints.postgres_owner_url, 'CREATE TABLE kept AS SELECT 7 AS number');
    const busy = query(stack.endpoints.postgres_url, 'SELECT pg_sleep(600)').catch((error: Error) => error);

    for (const service of Object.values(stack.services)) {
      const { pid } = service.child;
      await service.kill('SIGKILL');
      await service.start();
      expect(service.child.pid).not.toBe(pid);
    }
    expect(await busy).toBeInstanceOf(Error);
    expect(await query(stack.endpoints.postgres_owner_url, 'SELECT number FROM kept')).toEqual([{ number: 7 }]);
    expect((await fetch(stack.endpoints.temporal_ui)).status).toBe(200);
    expect((await fetch(`${stack.endpoints.sandbox}/health`)).status).toBe(200);
  });
});

async function query(connectionString: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => {}); // the query itself rejects
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}
