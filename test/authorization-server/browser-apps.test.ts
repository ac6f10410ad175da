import { describe, expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';
import { TestDevice } from './support/test-device.ts';

const { endpoints, environment } = useStack();
const [appOrigin = ''] = (environment['COUNTERSIGN_CORS_ORIGINS'] ?? '').split(',');
const url = `${endpoints.api}/oauth/token`;

async function ask(origin: string, method = 'POST'): Promise<Response> {
  const device = await TestDevice.create();
  const dpop = await device.prove({ url, skew: 10_800 });
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'unknown', client_id: device.id });
  return fetch(url, { method, headers: { origin, dpop }, ...(method === 'POST' && { body }) });
}

describe('POST /oauth/token from a browser app', () => {
  it('lets the app read the time of the server when its clock is wrong', async () => {
    const answer = await ask(appOrigin);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: 'invalid_dpop_proof' });
    expect(answer.headers.get('access-control-allow-origin')).toBe(appOrigin);
    expect(answer.headers.get('access-control-expose-headers')).toContain('Date');
    expect(answer.headers.get('vary')).toMatch(/origin/i);
  });

  it('lets the app read that the method is not allowed', async () => {
    const answer = await ask(appOrigin, 'PUT');
    expect(answer.status).toBe(405);
    expect(answer.headers.get('access-control-allow-origin')).toBe(appOrigin);
  });

  it('gives a page of another origin no CORS header', async () => {
    const answer = await ask('http://evil.example');
    expect(answer.status).toBe(400);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});
