import { beforeAll, describe, expect, it } from 'vitest';
import { schedules } from '../../src/workflows/engine.ts';
import { useStack } from '../support/stack.ts';
import { signInAll } from './support/admin-api.ts';
import type { SignedIn } from './support/admin-api.ts';

const { endpoints, infrastructure } = useStack();
let operator: SignedIn;
let helpdesk: SignedIn;

beforeAll(async () => {
  ({ operator, helpdesk } = await signInAll(endpoints.api, endpoints.operators));
});

describe('GET /admin/v1/system', () => {
  it('tells an operator who may read settings what runs, with keys by id alone', async () => {
    const { status, body } = await operator.call('GET', '/system');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      node_version: process.versions.node,
      postgresql_version: expect.stringMatching(/^\d+/),
      mode: 'development',
      parts: { postgresql: 'up', temporal: 'up', clock: 'up' },
    });
    const keys = infrastructure.secrets.keyring as unknown as { id: string; key: unknown }[];
    expect(body.keys[0]).toMatchObject({ role: 'current' });
    expect(body.keys.map(({ id }: { id: string }) => id)).toEqual(keys.map(({ id }) => id));
    expect(Object.keys(body.keys[0]).toSorted()).toEqual([
      'checked_at',
      'current_since',
      'id',
      'makes_hashes',
      'role',
      'unused_since',
    ]);
  });

  it('shows every schedule as Temporal has it', async () => {
    const { body } = await operator.call('GET', '/system');
    expect(body.schedules.map(({ name, state }: { name: string; state: string }) => [name, state])).toEqual(
      schedules.map(({ name }) => [name, 'running']),
    );
    expect(body.schedules[0].next_run_at).toMatch(/^\d{4}-/);
  });

  it('tells a help desk nothing of it', async () => {
    expect((await helpdesk.call('GET', '/system')).body.code).toBe('role_not_allowed');
  });
});
