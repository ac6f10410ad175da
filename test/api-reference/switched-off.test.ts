import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instance } from '../../dev/parts/instance.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';

const { endpoints } = useStack();
let instance: Instance;
let url: string;

beforeAll(async () => {
  instance = await createSeededInstance();
  const server = await instance.startServer({
    COUNTERSIGN_API_REFERENCE: 'off',
    COUNTERSIGN_WORKER_IN_PROCESS: 'false',
  });
  ({ url } = server);
});

afterAll(() => instance.stop());

/** The parts of an answer that could distinguish one path from another. */
async function answerTo(path: string, method: string) {
  const answer = await fetch(`${url}${path}`, { method });
  const { 'x-request-id': _id, date: _date, ...headers } = Object.fromEntries(answer.headers);
  const text = await answer.text();
  const { request_id: _requestId, ...body } = (text ? JSON.parse(text) : {}) as Record<string, unknown>;
  return { status: answer.status, headers, body };
}

describe('COUNTERSIGN_API_REFERENCE=off', () => {
  it.each(['/docs', '/docs/', '/openapi.json'])('is not the default: %s is served', async (path) => {
    expect((await fetch(`${endpoints.api}${path}`)).status).toBe(200);
  });

  it.each(['/docs', '/docs/', '/docs/0123456789abcdef/scalar.js', '/openapi.json', '/openapi.json/'])(
    'answers %s like an unknown path',
    async (path) => {
      for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS']) {
        const answer = await answerTo(path, method);
        expect(answer.status, method).toBe(404);
        // A path of the same length, as the length of the answer must not differ either.
        expect(answer, method).toEqual(await answerTo(`/${'x'.repeat(path.length - 1)}`, method));
      }
    },
  );

  it('does not change other surfaces', async () => {
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    expect((await fetch(`${url}/oauth/api/v4/authenticate/user`, { method: 'POST' })).status).toBe(401);
  });
});
