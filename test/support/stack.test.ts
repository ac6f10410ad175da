import { describe, expect, it, onTestFinished } from 'vitest';
import { createIsolatedInstance, useStack } from './stack.ts';

describe('the stack of the integration tests', () => {
  it('is ready, with its operations on another port', async () => {
    const { endpoints, operationsUrl } = useStack();
    expect((await fetch(`${endpoints.api}/health/ready`)).status).toBe(200);
    expect((await fetch(`${operationsUrl}/metrics`)).status).toBe(200);
    expect((await fetch(`${endpoints.api}/metrics`)).status).toBe(404);
  });

  it(
    'gives a test its own API and worker, which the test can kill and start again at the same address',
    { timeout: 300_000 },
    async () => {
      const instance = await createIsolatedInstance();
      onTestFinished(() => instance.stop());
      const server = await instance.startServer({ COUNTERSIGN_WORKER_IN_PROCESS: 'false' });
      await instance.seed();
      const worker = await instance.startWorker();
      expect(instance.environment['COUNTERSIGN_DATABASE_URL']).not.toBe(
        useStack().environment['COUNTERSIGN_DATABASE_URL'],
      );
      for (const url of [server.url, server.operationsUrl, worker.operationsUrl]) {
        expect((await fetch(`${url}/health/ready`)).status, url).toBe(200);
      }
      worker.kill('SIGKILL');
      server.kill('SIGKILL');
      expect(await Promise.all([worker.child.ended, server.child.ended])).toMatchObject([
        { signal: 'SIGKILL' },
        { signal: 'SIGKILL' },
      ]);
      expect((await instance.startServer()).url).toBe(server.url);
    },
  );
});
