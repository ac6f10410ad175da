import { randomUUID } from 'node:crypto';
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeOfStep, stepAt, wrongAppCode } from '../sign-in-methods/support/app-codes.ts';
import { SoftwareAuthenticator } from '../sign-in-methods/support/software-authenticator.ts';
import { useStack } from '../support/stack.ts';
import { query } from '../users/support/rest.ts';
import { createCaller } from './support/self-service-api.ts';
import type { Caller } from './support/self-service-api.ts';

const { endpoints } = useStack();
const port = new URL(endpoints.api).port;
const site = `http://localhost:${port}`;
let caller: Caller;
let stranger: Caller;

beforeAll(async () => {
  stranger = await createCaller();
});
beforeEach(async () => {
  caller = await createCaller();
});

/** An app that was added by the code of a step, which is used up. */
async function addApp(who = caller): Promise<{ id: string; secret: string; step: number }> {
  const added = await who.call('POST', '/methods', { json: { type: 'authenticator_app', name: 'My phone' } });
  const { id, challenge } = added.body;
  const step = stepAt();
  const json = { code: codeOfStep(challenge.secret, step) };
  const verified = await who.call('POST', `/methods/${id}/verify`, { json });
  expect([added.status, verified.status, verified.body.status]).toEqual([201, 200, 'active']);
  return { id, secret: challenge.secret, step };
}

const methodEvents = async () => {
  const rows = await query<{ name: string }>(
    "select name from event where user_id = $1 and name like 'METHOD%' order by id",
    [caller.userId],
  );
  return rows.map(({ name }) => name);
};

async function addPasskey(authenticator: SoftwareAuthenticator): Promise<string> {
  const { body } = await caller.call('POST', '/methods', { json: { type: 'passkey' } });
  const options = body.challenge.public_key as PublicKeyCredentialCreationOptionsJSON;
  const json = { attestation: authenticator.create(options) };
  const { status } = await caller.call('POST', `/methods/${body.id}/verify`, { json });
  expect(status).toBe(200);
  return body.id as string;
}

describe('a caller of the self-service API', () => {
  it('needs an access token of a person, for this API, with its scope', async () => {
    const refusal = async (as: string | null, method = 'GET') => {
      const { status, body, headers } = await caller.call(method, '/methods', {
        as,
        json: method === 'GET' ? undefined : {},
      });
      return [status, body.code, headers.get('www-authenticate')?.split(' ')[0] ?? null];
    };
    const unknown = [401, 'invalid_token', 'Bearer'];
    expect(await refusal(null)).toEqual(unknown);
    expect(await refusal('unknown')).toEqual(unknown);
    expect(await refusal(await caller.token({ audience: `${endpoints.api}/other` }))).toEqual(unknown);
    expect(await refusal(await caller.token({ extra: { jkt: 'bound to a key' } }))).toEqual(unknown);
    expect(await refusal(await caller.token({ scope: 'openid' }))).toEqual([403, 'insufficient_scope', null]);
    const reading = await caller.token({ scope: 'openid self_service:read' });
    expect((await caller.call('GET', '/methods', { as: reading })).status).toBe(200);
    expect(await refusal(reading, 'POST')).toEqual([403, 'insufficient_scope', null]);
    const disabled = await caller.token();
    await query("update person set status = 'disabled' where id = $1", [caller.userId]);
    expect(await refusal(disabled)).toEqual(unknown);
  });

  it('changes nothing of a person with hub roles by the token of a site', async () => {
    const operator = await createCaller();
    const give = "insert into role_assignment (id, person_id, role, created_at) values ($1, $2, 'UserObserver', now())";
    await query(give, [randomUUID(), operator.userId]);
    expect((await operator.call('GET', '/methods')).status).toBe(200);
    const { status, body } = await operator.call('POST', '/methods', { json: { type: 'authenticator_app' } });
    expect([status, body.code]).toEqual([403, 'role_elevation']);
  });

  it('reaches nothing of another person', async () => {
    const { id } = await addApp(stranger);
    for (const [method, path, json] of [
      ['PATCH', `/methods/${id}`, { name: 'mine' }],
      ['DELETE', `/methods/${id}`],
      ['DELETE', `/methods/${id}?lost=true`],
      ['DELETE', `/methods/${id}/removal`],
      ['POST', `/methods/${id}/removal`, { code: '000000' }],
      ['POST', `/methods/${id}/verify`, { code: '000000' }],
      ['POST', `/methods/${id}/replacement`, {}],
    ] as const) {
      const { status, body } = await caller.call(method, path, { json });
      expect([method, path, status, body.code]).toEqual([method, path, 404, 'method_unknown']);
    }
  });

  it.each(['person_id', 'user_id', 'status', 'level', 'id'])('cannot set %s of a method', async (member) => {
    const json = { type: 'passkey', [member]: 'active' };
    const { status, body } = await caller.call('POST', '/methods', { json });
    expect([status, body.code, body.parameter]).toEqual([400, 'invalid_request', member]);
  });

  it('proves their best level anew for a serious change', async () => {
    const old = await caller.token({ age: 601 });
    const refused = await caller.call('POST', '/methods', { as: old, json: { type: 'passkey' } });
    expect([refused.status, refused.body]).toEqual([
      401,
      expect.objectContaining({
        code: 'insufficient_user_authentication',
        acr_values: 'urn:countersign:acr:1',
        max_age: 600,
      }),
    ]);
    expect(refused.headers.get('www-authenticate')).toBe(
      'Bearer realm="countersign-self-service", error="insufficient_user_authentication", acr_values="urn:countersign:acr:1", max_age="600"',
    );
    await addPasskey(new SoftwareAuthenticator(site));
    const low = await caller.token({ level: 1 });
    for (const path of ['/methods', '/methods/recovery-codes']) {
      const { status, body } = await caller.call('POST', path, { as: low, json: { type: 'passkey' } });
      expect([path, status, body.acr_values]).toEqual([path, 401, 'urn:countersign:acr:2']);
    }
  });
});

describe('/self-service/v1/methods', () => {
  it('lists what is added and verified, and nothing secret', async () => {
    const { id, secret } = await addApp();
    const passkey = await addPasskey(
      new SoftwareAuthenticator(site, { aaguid: 'bada5566-a7aa-401f-bd96-45619a55120d' }),
    );
    const { status, body } = await caller.call('GET', '/methods');
    expect([status, body.next_cursor]).toEqual([200, null]);
    expect(body.items).toEqual([
      expect.objectContaining({
        id,
        type: 'authenticator_app',
        name: 'My phone',
        status: 'active',
        level: 1,
        removable: true,
      }),
      expect.objectContaining({
        id: passkey,
        type: 'passkey',
        name: '1Password',
        level: 3,
        removable: false,
        reason: 'last_method',
      }),
    ]);
    expect(JSON.stringify(body)).not.toContain(secret);
    const renamed = await caller.call('PATCH', `/methods/${id}`, { json: { name: 'Work phone' } });
    expect([renamed.status, renamed.body.name]).toEqual([200, 'Work phone']);
    expect(await methodEvents()).toEqual(['METHOD ADDED', 'METHOD ADDED', 'METHOD RENAMED']);
  });

  it('makes ten recovery codes', async () => {
    const { status, body } = await caller.call('POST', '/methods/recovery-codes');
    expect([status, body.codes.length]).toEqual([201, 10]);
    expect((await caller.call('GET', '/methods')).body.items).toMatchObject([
      { type: 'recovery_codes', removable: true },
    ]);
  });

  it('replaces an app when the new one is verified', async () => {
    const { id } = await addApp();
    const { status, body } = await caller.call('POST', `/methods/${id}/replacement`, { json: {} });
    expect(status).toBe(201);
    const { secret } = body.challenge;
    const wrong = await caller.call('POST', `/methods/${body.id}/verify`, { json: { code: wrongAppCode(secret) } });
    expect([wrong.status, wrong.body.code, wrong.body.attempts_left]).toEqual([401, 'code_wrong', 4]);
    await caller.call('POST', `/methods/${body.id}/verify`, { json: { code: codeOfStep(secret, stepAt()) } });
    expect((await caller.call('GET', '/methods')).body.items.map((method: { id: string }) => method.id)).toEqual([
      body.id,
    ]);
  });

  it('removes an app by a code of it, which is used up', async () => {
    const { id, secret, step } = await addApp();
    const remove = (code: string) => caller.call('POST', `/methods/${id}/removal`, { json: { code } });
    const asked = await caller.call('DELETE', `/methods/${id}`);
    expect([asked.status, asked.body]).toEqual([
      202,
      { status: 'proof_needed', due_at: null, challenge: { type: 'code' } },
    ]);
    const wrong = await remove(wrongAppCode(secret));
    expect([wrong.status, wrong.body.code]).toEqual([401, 'code_wrong']);
    const used = await remove(codeOfStep(secret, step));
    expect([used.status, used.body.code]).toEqual([401, 'code_wrong']);
    expect((await remove(codeOfStep(secret, step + 1))).status).toBe(204);
    expect((await caller.call('GET', '/methods')).body.items).toEqual([]);
    expect(await methodEvents()).toEqual(['METHOD ADDED', 'METHOD REMOVED']);
  });

  it('removes a passkey by an assertion to its own challenge, and never the last way in', async () => {
    const [one, other] = [new SoftwareAuthenticator(site), new SoftwareAuthenticator(site)];
    const ids = [await addPasskey(one), await addPasskey(other)] as const;
    const remove = async (id: string, authenticator: SoftwareAuthenticator) => {
      const { body, status } = await caller.call('DELETE', `/methods/${id}`);
      if (status !== 202) return [status, body.code];
      const assertion = authenticator.get(body.challenge.public_key);
      const proven = await caller.call('POST', `/methods/${id}/removal`, { json: { assertion } });
      return [proven.status, proven.body?.code];
    };
    // What browsers are told of the passkeys that sign in (WebAuthn Signal API).
    const idOf = ({ credentialId }: SoftwareAuthenticator) => credentialId.toString('base64url');
    const accepted = async () => (await caller.call('GET', '/methods')).body.passkeys;
    const { rp_id: host, user_id: handle, credential_ids: all } = await accepted();
    expect([host, all.toSorted()]).toEqual(['localhost', [idOf(one), idOf(other)].toSorted()]);
    expect(handle).not.toContain(caller.userId);
    await caller.call('POST', '/methods', { json: { type: 'passkey' } });
    expect(await remove(ids[0], other)).toEqual([401, 'code_wrong']);
    expect(await remove(ids[0], one)).toEqual([204, undefined]);
    expect(await accepted()).toEqual({ rp_id: host, user_id: handle, credential_ids: [idOf(other)] });
    await query('update sign_in_method set due_at = now() where id = $1', [ids[1]]);
    expect((await accepted()).credential_ids).toEqual([]);
    await query('update sign_in_method set due_at = null where id = $1', [ids[1]]);
    expect(await remove(ids[1], other)).toEqual([409, 'last_method']);
    const lost = await caller.call('DELETE', `/methods/${ids[1]}?lost=true`);
    expect([lost.status, lost.body.code]).toEqual([409, 'last_method']);
  });

  it('of two last ways in that are removed at once keeps one', async () => {
    const authenticators = [new SoftwareAuthenticator(site), new SoftwareAuthenticator(site)];
    const pairs: [string, SoftwareAuthenticator][] = [];
    for (const authenticator of authenticators) pairs.push([await addPasskey(authenticator), authenticator]);
    const challenges = await Promise.all(pairs.map(([id]) => caller.call('DELETE', `/methods/${id}`)));
    const removed = await Promise.all(
      pairs.map(([id, authenticator], index) => {
        const assertion = authenticator.get(challenges[index]?.body.challenge.public_key);
        return caller.call('POST', `/methods/${id}/removal`, { json: { assertion } });
      }),
    );
    expect(removed.map(({ status }) => status).toSorted()).toEqual([204, 409]);
  });

  it('removes a lost one after a day, unless it is kept', async () => {
    const [lost] = [
      await addPasskey(new SoftwareAuthenticator(site)),
      await addPasskey(new SoftwareAuthenticator(site)),
    ];
    const { status, body } = await caller.call('DELETE', `/methods/${lost}?lost=true`);
    expect([status, body.status]).toEqual([202, 'removal_pending']);
    expect(Date.parse(body.due_at) - Date.now()).toBeGreaterThan(23.9 * 3_600_000);
    const old = await caller.token({ age: 601 });
    expect((await caller.call('DELETE', `/methods/${lost}?lost=true`, { as: old })).status).toBe(401);
    expect((await caller.call('DELETE', `/methods/${lost}/removal`)).status).toBe(204);
    expect((await caller.call('GET', '/methods')).body.items[0]).toMatchObject({ id: lost, status: 'active' });
    expect((await methodEvents()).slice(-2)).toEqual(['METHOD REPORTED LOST', 'METHOD KEPT']);
    await caller.call('DELETE', `/methods/${lost}?lost=true`);
    await query('update sign_in_method set due_at = now() where id = $1', [lost]);
    expect((await caller.call('GET', '/methods')).body.items).toHaveLength(1);
    expect((await caller.call('PATCH', `/methods/${lost}`, { json: { name: 'x' } })).status).toBe(404);
  });
});
