import { describe, expect, it } from 'vitest';
import { stripVTControlCharacters } from 'node:util';
import { describeStack } from '../../dev/console/summary.ts';
import type { Endpoints } from '../../dev/parts/endpoints.ts';

const client = { id: 'client', secret: 'not to be shown' };
const operator = { username: 'an-operator', password: 'not to be shown' };
const endpoints: Endpoints = {
  api: 'http://127.0.0.1:7100',
  app_api: 'http://127.0.0.1:7100/app/v1',
  admin_api: 'http://127.0.0.1:7100/admin/v1',
  demo_site: 'http://127.0.0.1:7110',
  demo_phone: 'http://127.0.0.1:7111',
  demo_club: 'http://127.0.0.1:7112',
  temporal_ui: 'http://127.0.0.1:8233',
  temporal_address: '127.0.0.1:7233',
  temporal_namespace: 'countersign',
  postgres_url: 'postgres://countersign_running:hidden@127.0.0.1:7132/countersign',
  postgres_owner_url: 'postgres://countersign:hidden@127.0.0.1:7132/countersign',
  sandbox: 'http://127.0.0.1:7120',
  clients: { mobile_authentication: client, end_user: client, administration: client, shop: client },
  operators: { admin: operator, operator, helpdesk: operator },
};
const stack = {
  endpoints,
  dataFolder: '/data',
  operationsUrl: 'http://127.0.0.1:7109',
  sandbox: { apnsUrl: 'https://127.0.0.1:7121', httpsUrl: 'https://127.0.0.1:7122', smtpAddress: '127.0.0.1:7123' },
};

describe('the summary of npm start', () => {
  it('has every address, including the operations port and the sandbox, and no secret', () => {
    const text = stripVTControlCharacters(describeStack(stack));
    for (const port of [7100, 7109, 7110, 7111, 7112, 7120, 7121, 7122, 7123, 7132, 7233, 8233])
      expect(text).toContain(`127.0.0.1:${port}`);
    expect(text).not.toMatch(/hidden|not to be shown/);
  });

  it.each([
    ['with the demo pages', endpoints],
    ['without the demo pages', { ...endpoints, demo_site: null, demo_phone: null, demo_club: null }],
  ])('links to the approvals in Temporal UI, without schedules, %s', (_, shown) => {
    expect(describeStack({ ...stack, endpoints: shown })).toContain(
      'http://127.0.0.1:8233/namespaces/countersign/workflows?query=WorkflowType%3D%22mobileAuthentication%22',
    );
  });

  it('fits in a wide terminal', () => {
    const table = stripVTControlCharacters(describeStack(stack))
      .split('\n')
      .filter((line) => /[│┌└]/.test(line));
    expect(new Set(table.map((line) => line.length)).size).toBe(1);
    expect(table[0]!.length).toBeLessThan(140);
  });

  it('leaves out parts that do not run', () => {
    const text = describeStack({
      ...stack,
      endpoints: { ...endpoints, demo_site: null, demo_phone: null, demo_club: null },
      operationsUrl: undefined,
    });
    expect(text).not.toMatch(/API|Operations|Demo|Try it/);
  });
});
