import { describe, expect, it } from 'vitest';
import { stripVTControlCharacters } from 'node:util';
import { describeStack } from '../../dev/console/summary.ts';
import type { Endpoints } from '../../dev/parts/endpoints.ts';

const client = { id: 'client', secret: 'not to be shown' };
const operator = { username: 'somebody', password: 'not to be shown' };
const endpoints: Endpoints = {
  api: 'http://127.0.0.1:7100',
  app_api: 'http://127.0.0.1:7100/app/v1',
  admin_api: 'http://127.0.0.1:7100/admin/v1',
  demo_site: 'http://127.0.0.1:7110',
  demo_phone: 'http://127.0.0.1:7111',
  temporal_ui: 'http://127.0.0.1:8233',
  temporal_address: '127.0.0.1:7233',
  temporal_namespace: 'countersign',
  postgres_url: 'postgres://countersign:hidden@127.0.0.1:7132/countersign',
  sandbox: 'http://127.0.0.1:7120',
  clients: { mobile_authentication: client, end_user: client, administration: client },
  operators: { admin: operator, operator, helpdesk: operator },
};
const stack = {
  endpoints,
  dataFolder: '/data',
  operationsUrl: 'http://127.0.0.1:7109',
  sandbox: { apnsUrl: 'https://127.0.0.1:7121', httpsUrl: 'https://127.0.0.1:7122' },
};

describe('the table of npm start', () => {
  it('has every address, the operations port and those of the sandbox too, and no secret', () => {
    const text = stripVTControlCharacters(describeStack(stack));
    for (const port of [7100, 7109, 7110, 7111, 7120, 7121, 7122, 7132, 7233, 8233]) expect(text).toContain(`127.0.0.1:${port}`);
    expect(text).not.toMatch(/hidden|not to be shown/);
  });

  it('leads to the approvals in Temporal UI', () => {
    expect(describeStack(stack)).toContain('http://127.0.0.1:8233/namespaces/countersign/workflows?query=WorkflowType%3D%22mobileAuthentication%22');
  });

  it('fits a wide terminal', () => {
    const table = stripVTControlCharacters(describeStack(stack)).split('\n').filter((line) => /[│┌└]/.test(line));
    expect(new Set(table.map((line) => line.length)).size).toBe(1);
    expect(table[0]!.length).toBeLessThan(140);
  });

  it('leaves out what does not run', () => {
    const text = describeStack({ ...stack, endpoints: { ...endpoints, demo_site: null, demo_phone: null }, operationsUrl: undefined });
    expect(text).not.toMatch(/API|Operations|Demo|Try it/);
  });
});
