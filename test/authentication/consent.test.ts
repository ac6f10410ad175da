import { describe, expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';

const { endpoints } = useStack();
const path = `${endpoints.api}/authentication/consent`;
const origin = new URL(endpoints.api).origin;

/** As a page of ours sends it, unless told otherwise. */
async function post(body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin, ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

describe('/authentication/consent', () => {
  it('is unknown without the cookie of its interaction', async () => {
    const read = await fetch(`${path}?session_id=unknown`);
    expect([read.status, (await read.json()).code]).toEqual([404, 'interaction_unknown']);
    const answer = await post({ session_id: 'unknown', scopes: ['openid'], claims: [], remember: true });
    expect([answer.status, answer.body.code]).toEqual([404, 'interaction_unknown']);
    expect((await post({ session_id: 'unknown', denied: true })).status).toBe(404);
  });

  it('is not answered from a page of another site', async () => {
    const answer = await post({ session_id: 'unknown', scopes: [] }, { origin: 'https://evil.example' });
    expect([answer.status, answer.body.code]).toEqual([403, 'origin_refused']);
  });

  it('refuses what it does not know', async () => {
    for (const body of [{}, { session_id: 'x', scopes: 'openid' }, { session_id: 'x', first_party: true }])
      expect((await post(body)).status).toBe(400);
    expect((await fetch(path)).status).toBe(400);
  });
});
