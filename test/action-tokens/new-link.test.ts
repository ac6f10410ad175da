import { describe, expect, it } from 'vitest';
import { rateLimits } from '../../src/domain/rate-limits/limits.ts';
import { createBrowser } from '../authentication/support/flow-api.ts';
import type { FlowBrowser } from '../authentication/support/flow-api.ts';
import { mailsTo } from '../messages/support/mails-to.ts';
import { uniqueEmail } from '../persons/support/persons-api.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { useTokenServer } from './support/token-server.ts';
import { activation, createToken, personOn, statusOf } from './support/tokens.ts';

const server = useTokenServer();
const newBrowser = () => createBrowser(server.endpoints);

/** What the page does after the press. @returns the answer to the use. */
async function press(browser: FlowBrowser, token: string) {
  const { session_id } = (await browser.post('/token/start', {})).body;
  return browser.post('/authenticate', { session_id, auth_method: 'action_token', credentials: { token } });
}

describe('POST /authentication/token/request', () => {
  const ask = (browser: FlowBrowser, email: unknown) => browser.post('/token/request', { email });
  const linksTo = async (email: string) =>
    (await mailsTo(email)).flatMap(({ text }) => /\/token\/\?token=([\w-]+)/.exec(text ?? '')?.[1] ?? []);

  it('mails a link that activates, which works in this browser alone while the setting is on', async () => {
    await server.change({ person_activation_enabled: true, action_token_same_device: true });
    const email = uniqueEmail();
    const personId = await personOn(server.endpoints, { email_addresses: [{ value: email }] });
    const first = await eventually(async () => (await linksTo(email))[0]);
    const [browser, other] = [newBrowser(), newBrowser()];
    const answer = await ask(browser, email.toUpperCase());
    expect([answer.status, answer.body]).toEqual([204, null]);
    expect(answer.headers.getSetCookie().join()).toMatch(
      /cs_link=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax/,
    );
    const token = await eventually(async () => (await linksTo(email)).find((one) => one !== first));
    for (const elsewhere of [other, newBrowser()]) {
      const refused = await elsewhere.post('/token/describe', { token });
      expect([refused.status, refused.body.code]).toEqual([401, 'action_token_invalid']);
      expect((await press(elsewhere, token)).body.code).toBe('action_token_invalid');
    }
    // One that asked for a link of its own is not this one.
    await ask(other, uniqueEmail());
    expect((await press(other, token)).body.code).toBe('action_token_invalid');
    expect(await statusOf(personId, server.endpoints)).toBe('INACTIVE');
    expect((await browser.post('/token/describe', { token })).status).toBe(200);
    expect((await press(browser, token)).body.status).toBe('authenticated');
    expect(await statusOf(personId, server.endpoints)).toBe('ACTIVE');
    await server.change({ action_token_same_device: undefined, person_activation_enabled: undefined });
  });

  it("answers alike for an address that is no person's, an active person, and one who was mailed nothing, and mails none of them", async () => {
    const [unknown, active, unmailed] = [uniqueEmail(), uniqueEmail(), uniqueEmail()];
    await personOn(server.endpoints, { email_addresses: [{ value: active }] });
    await server.change({ person_activation_enabled: true, activation_by_email_enabled: false });
    const waiting = await personOn(server.endpoints, { email_addresses: [{ value: unmailed }] });
    await server.change({ activation_by_email_enabled: undefined });
    for (const email of [unmailed, unknown, active]) expect((await ask(newBrowser(), email)).status, email).toBe(204);
    expect(await linksTo(unmailed)).toEqual([]);
    // A request that does mail is after them.
    await createToken(waiting, [activation], server.endpoints);
    expect((await ask(newBrowser(), unmailed)).status).toBe(204);
    await eventually(async () => (await linksTo(unmailed))[0]);
    expect([await linksTo(unknown), await linksTo(active)]).toEqual([[], []]);
    await server.change({ person_activation_enabled: undefined });
  });

  it('refuses what is no address, other sites, and more than a few for one address', async () => {
    for (const email of ['x', 'a@b\r\nto: c@d.example', '']) expect((await ask(newBrowser(), email)).status).toBe(400);
    const invalid = await ask(newBrowser(), 'x');
    expect(invalid.body.code).toBe('email_invalid');
    const email = uniqueEmail();
    const foreign = await newBrowser().post('/token/request', { email }, { origin: 'https://evil.example' });
    expect([foreign.status, foreign.body.code]).toEqual([403, 'origin_refused']);
    const { most } = rateLimits['link-request:email'];
    const answers = await Promise.all(Array.from({ length: most + 2 }, () => ask(newBrowser(), email)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(most);
    expect(answers.find(({ status }) => status !== 204)?.body.code).toBe('slow_down');
  });
});
