import { describe, expect, it } from 'vitest';
import { isAlive } from '../../dev/processes/process-identity.ts';
import { freeOffset } from './free-offset.ts';
import { createScratchFolder } from './scratch-folder.ts';
import { readEndpoints, startCommand } from './start-command.ts';

const limit = { timeout: 180_000 };

describe('npm start with everything', () => {
  it('serves the API and both pages, seeds once, and stops without leaving a process', limit, async () => {
    const data = createScratchFolder();
    const offset = await freeOffset();
    const first = startCommand(data, offset, []);
    const processes = await first.untilRunning();
    expect(processes.map(({ name }) => name).toSorted()).toEqual(['API', 'PostgreSQL', 'Temporal', 'demo phone', 'demo site', 'provider sandbox']);
    const endpoints = readEndpoints(data);
    for (const url of [`${endpoints.api}/health/ready`, endpoints.demo_site!, endpoints.demo_phone!]) {
      expect((await fetch(url)).status, url).toBe(200);
    }
    expect(await introduceClient(endpoints.api, endpoints.clients.mobile_authentication)).not.toBe(401);
    expect(await introduceClient(endpoints.api, { ...endpoints.clients.mobile_authentication, secret: 'wrong' })).toBe(401);

    const stopStarted = performance.now();
    process.kill(-first.process.pid!, 'SIGINT');
    expect(await first.ended).toEqual({ code: 0, signal: null });
    expect(performance.now() - stopStarted).toBeLessThan(15_000);
    expect(processes.filter(isAlive)).toEqual([]);

    const second = startCommand(data, offset, ['--headless']);
    await second.untilRunning();
    const again = readEndpoints(data);
    expect(again).toEqual({ ...endpoints, demo_site: null, demo_phone: null });
    expect(await introduceClient(again.api, again.clients.mobile_authentication)).not.toBe(401);
    expect(second.output()).not.toContain('Demo shop');
  });

  it('leaves no application behind when it is killed with -9', limit, async () => {
    const data = createScratchFolder();
    const offset = await freeOffset();
    const killed = startCommand(data, offset, ['--headless']);
    const processes = await killed.untilRunning();
    killed.process.kill('SIGKILL');
    await expect.poll(() => processes.filter(isAlive), { timeout: 60_000 }).toEqual([]);
    const next = startCommand(data, offset, ['--headless']);
    await next.untilRunning();
    expect((await fetch(`${readEndpoints(data).api}/health/ready`)).status).toBe(200);
  });
});

/** What the API answers a website's client that asks about a user nobody knows. */
async function introduceClient(api: string, { id, secret }: { id: string; secret: string }): Promise<number> {
  const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  const answer = await fetch(`${api}/oauth/api/v4/authenticate/user/nobody/enabled`, { headers: { authorization } });
  return answer.status;
}
