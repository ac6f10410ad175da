import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';
import { callVersion, namedPhone, websiteVersions } from './support/versions.ts';

const { endpoints } = useStack();

it.each(websiteVersions)('line 8: the error of 1001 is not_found, %s', async (version) => {
  const { status, body } = await callVersion(version, 'POST', '/user', {
    type: 'login_with_push',
    user_id: `unknown-${randomUUID()}`,
    callback_uri: `${endpoints.sandbox}/callbacks/unknown`,
    message: 'Sign in?',
    ...namedPhone(version, 'f'.repeat(64)),
  });
  expect(status).toBe(404);
  expect(body).toMatchObject({ error: 'not_found', error_code: '1001', error_description: expect.any(String) });
});
