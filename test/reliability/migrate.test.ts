import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import pg from 'pg';
import { expect, it } from 'vitest';
import { createIsolatedInstance } from '../support/stack.ts';

const run = promisify(execFile);

it('a failed migration ends the job with an error and its reason', { timeout: 120_000 }, async () => {
  const instance = await createIsolatedInstance();
  const client = new pg.Client({ connectionString: instance.environment['COUNTERSIGN_MIGRATION_DATABASE_URL'] });
  await client.connect();
  await client.query('create table api_client (in_the_way int)');
  await client.end();
  const job = run(process.execPath, ['migrate.ts'], {
    env: { ...process.env, ...instance.environment },
    timeout: 90_000,
  });
  await expect(job).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('"api_client" already exists') });
  await instance.stop();
});
