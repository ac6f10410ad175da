import { expect, it } from 'vitest';
import { relyingPartyOf } from '../../src/domain/persons/sign-in-methods/passkey/relying-party.ts';
import { useStack } from '../support/stack.ts';

it('GET /.well-known/webauthn tells browsers on which origins passkeys are used', async () => {
  const { api } = useStack().endpoints;
  const answer = await fetch(`${api}/.well-known/webauthn`);
  expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
    200,
    'application/json; charset=utf-8',
    'public, max-age=300',
  ]);
  expect(await answer.json()).toEqual({ origins: relyingPartyOf(api).origins });
  expect((await fetch(`${api}/.well-known/webauthn`, { method: 'POST' })).status).toBe(404);
});
