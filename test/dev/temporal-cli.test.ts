import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findTemporalCli, findTestServer } from '../../dev/services/temporal-cli.ts';
import { createScratchFolder } from './scratch-folder.ts';

/** No network: the SDK's download goes to a closed port, and there is no python3. */
const offline = { PATH: '/nonexistent', HTTPS_PROXY: 'http://127.0.0.1:1', https_proxy: 'http://127.0.0.1:1' };

describe('the Temporal CLI', () => {
  it('is the program that TEMPORAL_CLI names, before any other', async () => {
    const { folder, program } = placeProgram('temporal');
    const other = placeProgram('temporal');
    const environment = { ...offline, PATH: other.folder, TEMPORAL_CLI: program };
    expect(await findTemporalCli({ environment, cacheFolder: folder })).toBe(program);
  });

  it('is refused when TEMPORAL_CLI names another program', async () => {
    const { folder } = placeProgram('temporal');
    const environment = { ...offline, PATH: folder, TEMPORAL_CLI: '/bin/true' };
    await expect(findTemporalCli({ environment, cacheFolder: folder })).rejects.toThrow(
      /^TEMPORAL_CLI=\/bin\/true is not the Temporal CLI .*: give the absolute path of the program, or unset it$/,
    );
  });

  it('is the program on the PATH, before the cached one', async () => {
    const { folder, program } = placeProgram('temporal');
    const cache = placeProgram('temporal');
    expect(await findTemporalCli({ environment: { ...offline, PATH: folder }, cacheFolder: cache.folder })).toBe(
      program,
    );
  });

  it("is the cached program, also under the name of the SDK's download", async () => {
    const cached = placeProgram('temporal');
    expect(await findTemporalCli({ environment: offline, cacheFolder: cached.folder })).toBe(cached.program);
    const bySdk = placeProgram('temporal-sdk-typescript-1.24.0');
    expect(await findTemporalCli({ environment: offline, cacheFolder: bySdk.folder })).toBe(bySdk.program);
  });

  it('is not a program on the PATH that is something else', async () => {
    const imposter = placeProgram('temporal', 'echo something else');
    const cached = placeProgram('temporal');
    expect(
      await findTemporalCli({ environment: { ...offline, PATH: imposter.folder }, cacheFolder: cached.folder }),
    ).toBe(cached.program);
  });

  it('is refused with the four ways to provide it when there is none', async () => {
    const cacheFolder = join(createScratchFolder(), 'cache');
    const refusal = await findTemporalCli({ environment: offline, cacheFolder }).catch((error: Error) => error);
    expect(refusal).toMatchObject({ name: 'Refusal' });
    const { message } = refusal as Error;
    expect(message).not.toContain('\n');
    for (const way of [
      'set TEMPORAL_CLI to its path',
      "put 'temporal' on the PATH",
      `put it at ${cacheFolder}/temporal`,
      'start once with a network',
    ]) {
      expect(message).toContain(way);
    }
  });
});

describe('the time-skipping test server', () => {
  it('is the cached program', async () => {
    const { folder, program } = placeProgram('temporal-test-server');
    expect(await findTestServer({ environment: offline, cacheFolder: folder })).toBe(program);
  });
});

function placeProgram(name: string, script = "echo 'temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)'") {
  const folder = join(createScratchFolder(), 'bin');
  mkdirSync(folder);
  const program = join(folder, name);
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
  return { folder, program };
}
