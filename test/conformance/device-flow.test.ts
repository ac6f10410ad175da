import * as openid from 'openid-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Deps } from '../../src/runtime/deps.ts';
import { addPersonWithPassword, rightPassword } from '../authentication/support/people.ts';
import { TestBrowser } from '../authorization-server/support/test-browser.ts';
import { addClient } from '../oauth-clients/support/registry.ts';
import { createTestDeps } from '../support/own-server.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { discover, endpoints, issuer, signInAdmin } from './support/relying-party.ts';

let deps: Deps;
beforeAll(async () => void (deps = await createTestDeps(useStack().environment)));
afterAll(() => deps.close());

it('RFC 8628: a public client signs a person in by a code and the sign-in pages of this server', async () => {
  const { client_id: clientId } = await addClient(await signInAdmin(), {
    type: 'native',
    grant_types: ['urn:ietf:params:oauth:grant-type:device_code'],
    scopes: ['openid'],
    first_party: true,
  });
  const configuration = await discover(clientId, openid.None());
  const begun = await eventually(() =>
    openid.initiateDeviceAuthorization(configuration, { scope: 'openid' }).catch(() => undefined),
  );
  const person = await addPersonWithPassword(deps);
  const browser = new TestBrowser();
  const post = (path: string, body: object) =>
    browser.visit(`${endpoints.api}/authentication${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', origin: new URL(endpoints.api).origin },
    });
  const submit = async (page: string, form: Record<string, string>) => {
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const body = new URLSearchParams({ xsrf, user_code: begun.user_code, ...form });
    return browser.visit(`${issuer}/device`, { method: 'POST', body });
  };
  const input = await browser.visit(begun.verification_uri_complete!);
  const confirmation = await submit(input.text, {});
  const signInPage = new URL((await submit(confirmation.text, { confirm: 'yes' })).location!);
  expect(signInPage.pathname).toBe('/sign-in');
  const started = await post('/start', { interaction: signInPage.searchParams.get('interaction') });
  const { session_id } = JSON.parse(started.text) as { session_id: string };
  const credentials = { identifier: person.email, password: rightPassword };
  await post('/authenticate', { session_id, auth_method: 'password', credentials });
  const completed = JSON.parse((await post('/complete', { session_id })).text) as { redirect_to: string };
  const done = await browser.follow(new URL(completed.redirect_to, endpoints.api).href);
  expect(done.text).toContain('Your device is signed in');
  const tokens = await openid.pollDeviceAuthorizationGrant(configuration, begun);
  expect(tokens.claims()?.sub).toBe(person.id);
}, 180_000);
