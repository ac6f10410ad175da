import { describe, expect, it } from 'vitest';
import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import { isAlive } from '../../../dev/processes/process-identity.ts';
import { freeOffset } from '../free-offset.ts';
import { createScratchFolder } from '../scratch-folder.ts';
import { readEndpoints, startCommand } from './start-command.ts';

const limit = { timeout: 400_000 };

describe('npm start with all parts', () => {
  it(
    'serves the API and both pages, also after kill -9 of each process, seeds once, and leaves no process when it stops',
    limit,
    async () => {
      const data = createScratchFolder();
      const offset = await freeOffset();
      const first = startCommand(data, offset, []);
      const processes = await first.untilRunning();
      expect(processes.map(({ name }) => name).toSorted()).toEqual([
        'API',
        'PostgreSQL',
        'Temporal',
        'demo club',
        'demo phone',
        'demo site',
        'provider sandbox',
      ]);
      const endpoints = readEndpoints(data);
      await expectAllToAnswer(endpoints);

      for (const { pid } of processes) process.kill(pid, 'SIGKILL');
      for (const { name } of processes)
        await expect.poll(() => first.output(), { timeout: 180_000 }).toContain(`${name} runs again.`);
      await expectAllToAnswer(endpoints);
      const startedAgain = first.processes();
      expect(startedAgain.map(({ name }) => name).toSorted()).toEqual(processes.map(({ name }) => name).toSorted());

      const stopStarted = performance.now();
      process.kill(-first.process.pid!, 'SIGINT');
      expect(await first.ended).toEqual({ code: 0, signal: null });
      expect(performance.now() - stopStarted).toBeLessThan(60_000);
      expect([...processes, ...startedAgain].filter(isAlive)).toEqual([]);

      const second = startCommand(data, offset, ['--headless']);
      await second.untilRunning();
      const again = readEndpoints(data);
      expect(again).toEqual({ ...endpoints, demo_site: null, demo_phone: null, demo_club: null });
      expect(await introduceClient(again.api, again.clients.mobile_authentication)).not.toBe(401);
      expect(second.output()).not.toContain('Demo shop');
    },
  );

  it('leaves no process of an application when it is killed with -9', limit, async () => {
    const data = createScratchFolder();
    const offset = await freeOffset();
    const killed = startCommand(data, offset, ['--headless']);
    const processes = await killed.untilRunning();
    killed.process.kill('SIGKILL');
    await expect.poll(() => processes.filter(isAlive), { timeout: 60_000 }).toEqual([]);
    const next = startCommand(data, offset, ['--headless']);
    await next.untilRunning();
    await expect.poll(async () => (await fetch(`${readEndpoints(data).api}/health/ready`)).status).toBe(200);
  });
});

async function expectAllToAnswer({
  api,
  demo_site,
  demo_phone,
  demo_club,
  temporal_ui,
  sandbox,
  clients,
}: Endpoints): Promise<void> {
  for (const url of [`${api}/health/ready`, demo_site!, demo_phone!, demo_club!, temporal_ui, `${sandbox}/health`]) {
    await expect.poll(async () => (await fetch(url)).status, { message: url }).toBe(200);
  }
  expect(await introduceClient(api, clients.mobile_authentication)).not.toBe(401);
  expect(await introduceClient(api, { ...clients.mobile_authentication, secret: 'wrong' })).toBe(401);
}

/** The status that the API gives a site's client for an unknown user. */
async function introduceClient(api: string, { id, secret }: { id: string; secret: string }): Promise<number> {
  const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  const answer = await fetch(`${api}/oauth/api/v4/authenticate/user/unknown/enabled`, { headers: { authorization } });
  return answer.status;
}
