import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { removeDataFolder } from '../../../dev/parts/data-folder.ts';
import { defaultPorts, nextFreePort } from '../../../dev/ports.ts';
import { isAlive, type ProcessIdentity } from '../../../dev/processes/process-identity.ts';
import { outsideFolderOf } from '../../../dev/processes/unprivileged-account.ts';
import { freeOffset } from '../free-offset.ts';
import { createScratchFolder } from '../scratch-folder.ts';
import { findMentioning, sleepUntil } from './living-processes.ts';
import { readEndpoints, startCommand } from './start-command.ts';

const parts = ['PostgreSQL', 'Temporal', 'provider sandbox'];
const isRoot = process.getuid?.() === 0;
const limit = { timeout: 300_000 };

describe('npm start', limit, () => {
  it('starts the parts in order, prints their addresses, and leaves no process after Ctrl-C', async () => {
    const data = createScratchFolder();
    const offset = await freeOffset();
    const command = startCommand(data, offset);
    const processes = await command.untilRunning();
    expect(processes.map(({ name }) => name)).toEqual(parts);
    expect(command.output()).toMatch(
      /\[1\/3\].*PostgreSQL .*ready.*\[2\/3\].*Temporal .*ready.*\[3\/3\].*provider sandbox .*ready/s,
    );

    const endpoints = readEndpoints(data);
    expect(statSync(join(data, 'endpoints.json')).mode & 0o777).toBe(0o600);
    expect(endpoints).toEqual({
      api: `http://127.0.0.1:${defaultPorts.api + offset}`,
      app_api: `http://127.0.0.1:${defaultPorts.api + offset}/app/v1`,
      admin_api: `http://127.0.0.1:${defaultPorts.api + offset}/admin/v1`,
      demo_site: null,
      demo_phone: null,
      demo_club: null,
      temporal_ui: `http://127.0.0.1:${defaultPorts.temporalUi + offset}`,
      temporal_address: `127.0.0.1:${defaultPorts.temporal + offset}`,
      temporal_namespace: 'countersign',
      postgres_url: expect.stringMatching(
        new RegExp(
          `^postgres://countersign_running:[\\w-]{32}@127\\.0\\.0\\.1:${defaultPorts.postgres + offset}/countersign$`,
        ),
      ),
      postgres_owner_url: expect.stringMatching(
        new RegExp(`^postgres://countersign:[\\w-]{32}@127\\.0\\.0\\.1:${defaultPorts.postgres + offset}/countersign$`),
      ),
      sandbox: `http://127.0.0.1:${defaultPorts.sandboxControl + offset}`,
      clients: {
        mobile_authentication: { id: expect.any(String), secret: expect.stringMatching(/^[\w-]{32}$/) },
        end_user: { id: expect.any(String), secret: expect.stringMatching(/^[\w-]{32}$/) },
        administration: { id: expect.any(String), secret: expect.stringMatching(/^[\w-]{32}$/) },
        shop: { id: expect.any(String), secret: expect.stringMatching(/^[\w-]{32}$/) },
      },
      operators: {
        admin: { username: 'admin', password: 'wind turbines at sea' },
        operator: { username: 'operator', password: 'wind turbines at sea' },
        helpdesk: { username: 'helpdesk', password: 'wind turbines at sea' },
      },
    });
    for (const url of [endpoints.postgres_url, endpoints.postgres_owner_url])
      expect(command.output()).not.toContain(new URL(url).password);
    for (const part of ['sandboxControl', 'sandboxApns', 'sandboxHttps'] as const)
      expect(command.output()).toContain(String(defaultPorts[part] + offset));
    expect(command.output()).not.toContain('Operations');
    expect((await fetch(endpoints.temporal_ui)).status).toBe(200);

    const stopStarted = performance.now();
    process.kill(-command.process.pid!, 'SIGINT');
    expect(await command.ended).toEqual({ code: 0, signal: null });
    expect(performance.now() - stopStarted).toBeLessThan(60_000);
    expect(processes.filter(isAlive)).toEqual([]);
    await expect.poll(() => findMentioning(data)).toEqual([]);
    expect(existsSync(join(data, 'lock.json'))).toBe(false);
  });

  it('moves to a free port when one is taken, and refuses a second start on the same data', async () => {
    const [data, other] = [createScratchFolder(), createScratchFolder()];
    const offset = await freeOffset();
    const first = startCommand(data, offset);
    await first.untilRunning();
    const second = startCommand(data, offset);
    expect(await second.ended).toMatchObject({ code: 1 });
    expect(second.output()).toContain(
      `Cannot go on: process ${first.process.pid} already runs on the data folder ${data}: stop it first`,
    );

    const beside = startCommand(other, offset);
    await beside.untilRunning();
    const taken = Number(new URL(readEndpoints(data).postgres_url).port);
    const moved = Number(new URL(readEndpoints(other).postgres_url).port);
    expect(moved).toBeGreaterThan(taken);
    expect(await nextFreePort(taken)).toBeGreaterThan(moved);
  });

  it('can start twice at once, each with its own parts', async () => {
    const folders = [createScratchFolder(), createScratchFolder()];
    const offset = await freeOffset();
    const commands = folders.map((data) => startCommand(data, offset));
    const processes = (await Promise.all(commands.map((command) => command.untilRunning()))).flat();
    expect(processes.filter(isAlive)).toHaveLength(2 * parts.length);
    const [one, other] = folders.map(readEndpoints);
    for (const name of ['temporal_address', 'temporal_ui', 'postgres_url', 'sandbox'] as const)
      expect(one![name]).not.toBe(other![name]);
    for (const data of folders) {
      await query(data, 'SELECT 1'); // with the password of its own database
      expect(existsSync(join(data, 'sandbox', 'credentials.json'))).toBe(true);
    }
  });

  it('keeps the data of a start that was killed with -9, and leaves none of its processes', async () => {
    const data = createScratchFolder();
    const offset = await freeOffset();
    const killed = startCommand(data, offset);
    const processes = await killed.untilRunning();
    await query(data, 'CREATE TABLE kept (word text)');
    await query(data, "INSERT INTO kept VALUES ('still here')");
    const secrets = readFileSync(join(data, 'secrets.json'), 'utf8');
    killed.process.kill('SIGKILL');
    await untilGone(processes);

    await startCommand(data, offset).untilRunning();
    expect(await query(data, 'SELECT word FROM kept')).toEqual([{ word: 'still here' }]);
    expect(readFileSync(join(data, 'secrets.json'), 'utf8')).toBe(secrets);
  });

  it('ends at the next start the processes that are left when the guardian was killed too', async () => {
    const data = createScratchFolder();
    const offset = await freeOffset();
    const killed = startCommand(data, offset);
    const processes = await killed.untilRunning();
    const guardian = (await findMentioning('guardian.ts')).find(({ command }) => command.includes(data));
    process.kill(guardian!.pid, 'SIGKILL');
    killed.process.kill('SIGKILL');
    await killed.ended;
    expect(processes.filter(isAlive)).toHaveLength(parts.length);

    const next = startCommand(data, offset);
    await next.untilRunning();
    expect(processes.filter(isAlive)).toEqual([]);
    expect(next.output()).toContain(`left behind by a start that was killed: ${parts.toReversed().join(', ')}`);
    expect(readEndpoints(data).temporal_address).toBe(`127.0.0.1:${defaultPorts.temporal + offset}`);
  });

  it('stops at once on a second Ctrl-C, and also during a start', async () => {
    const data = createScratchFolder();
    const command = startCommand(data, await freeOffset(), undefined, { TEMPORAL_CLI: writeEndlessStart() });
    await sleepUntil(() => /Temporal +starting$/m.test(command.output()));
    command.process.kill('SIGINT');
    expect(await command.ended).toEqual({ code: 130, signal: null });
    expect(command.output()).toMatch(/ {2}Stopped\.\n$/);
    await expect.poll(() => findMentioning(data)).toEqual([]);

    const again = startCommand(data, await freeOffset());
    const processes = await again.untilRunning();
    process.kill(processes[1]!.pid, 'SIGSTOP'); // makes its orderly end take until the grace period is over
    again.process.kill('SIGINT');
    await sleepUntil(() => again.output().includes('once more Ctrl-C: at once'));
    await sleep(600); // an earlier signal would count as the same Ctrl-C
    again.process.kill('SIGINT');
    // An orderly end has another exit code.
    expect(await again.ended).toEqual({ code: 130, signal: null });
    expect(again.output()).not.toContain('Stopped.');
    await untilGone(processes);
  });

  it.each([
    [['--port-offset', 'many'], "--port-offset takes a whole number from 0 to 57000, not 'many'"],
    [['--colour'], "Unknown option '--colour'"],
  ])('refuses %j', (args, reason) => {
    expect(() => runStart(args)).toThrow(reason);
  });

  it('prints its options', () => {
    expect(runStart(['--help'])).toMatch(/--port-offset N.*--data DIR.*--headless/s);
  });
});

describe.runIf(isRoot)('npm start as root', limit, () => {
  it('runs PostgreSQL as an unprivileged account, in a data folder that the account can reach', async () => {
    const data = createScratchFolder();
    const processes = await startAndRead(data);
    expect(ownerOf(processes[0]!.pid)).not.toBe(0);
    expect(statSync(join(data, 'postgres')).mode & 0o777).toBe(0o700);
  });

  it('places the cluster outside a data folder that the account cannot reach, and removes it with the folder', async () => {
    const closed = mkdtempSync(join(tmpdir(), 'countersign-closed-'));
    const data = join(closed, 'data');
    onTestFinished(() => {
      removeDataFolder(data);
      removeDataFolder(closed);
      expect(existsSync(outsideFolderOf(data))).toBe(false);
    });
    const processes = await startAndRead(data);
    expect(ownerOf(processes[0]!.pid)).not.toBe(0);
    expect(existsSync(join(data, 'postgres'))).toBe(false);
    expect(existsSync(join(outsideFolderOf(data), 'PG_VERSION'))).toBe(true);
  });

  it.runIf(existsSync('/usr/bin/setpriv'))('refuses when root cannot switch to another account', () => {
    const script = `const { choosePostgresHome } = await import(${JSON.stringify(new URL('../../../dev/processes/unprivileged-account.ts', import.meta.url).href)});
      try { choosePostgresHome('/', '/'); } catch (error) { console.log(error.message); }`;
    const output = execFileSync(
      'setpriv',
      ['--bounding-set', '-setuid,-setgid', process.execPath, '--input-type=module', '-e', script],
      { encoding: 'utf8' },
    );
    expect(output).toMatch(
      /^PostgreSQL cannot start as root here, and running it as '\w+' is refused \(.*\): start as an ordinary user\n$/,
    );
  });
});

/** A Temporal program that never answers, so that a start does not finish. */
function writeEndlessStart(): string {
  const program = join(createScratchFolder(), 'temporal');
  writeFileSync(program, '#!/bin/sh\n[ "$1" = --version ] && echo "temporal version 1" && exit\nexec sleep 600\n', {
    mode: 0o755,
  });
  return program;
}

async function startAndRead(data: string) {
  return startCommand(data, await freeOffset()).untilRunning();
}

function runStart(args: string[]): string {
  const script = new URL('../../../dev/start.ts', import.meta.url).pathname;
  return execFileSync(process.execPath, [script, ...args], { encoding: 'utf8', stdio: 'pipe' });
}

async function query(data: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: readEndpoints(data).postgres_owner_url });
  await client.connect();
  const { rows } = await client.query(text);
  await client.end();
  return rows;
}

function ownerOf(pid: number): number {
  return statSync(`/proc/${pid}`).uid;
}

function untilGone(processes: readonly ProcessIdentity[]): Promise<void> {
  return sleepUntil(() => !processes.some(isAlive));
}
