import { X509Certificate } from 'node:crypto';
import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stepsOf } from '../../src/commands/authentication/methods/all-steps.ts';
import { addCertificate } from '../../src/commands/persons/sign-in-methods/certificate/own-certificates.ts';
import { checkRemovable } from '../../src/commands/persons/sign-in-methods/removal/check-removable.ts';
import { setPassword } from '../../src/commands/persons/sign-in-methods/password/set-password.ts';
import { query } from '../support/query.ts';
import { createAuthority } from '../support/connections/certificates.ts';
import type { Authority, Identity } from '../support/connections/certificates.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';
import { addSigningInClient, startFlow } from './support/flow-api.ts';
import { addPerson, rightPassword } from './support/people.ts';
import type { TestPerson } from './support/people.ts';

let folder: string;
let authority: Authority;
let hardware: Authority;
let server: OwnServer;
let deps: OwnServer['deps'];
let clientId: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'certificates-'));
  [authority, hardware] = [await createAuthority(), await createAuthority()];
  await writeFile(join(folder, 'people.pem'), authority.certificate);
  await writeFile(join(folder, 'hardware.pem'), hardware.certificate);
  const settings = {
    COUNTERSIGN_CLIENT_CERTIFICATE_HEADER: 'trusted',
    COUNTERSIGN_CLIENT_CERTIFICATE_PROXIES: '127.0.0.1',
    COUNTERSIGN_TRUSTED_PROXIES: '1',
    COUNTERSIGN_PERSON_CERTIFICATE_CA_FILE: join(folder, 'people.pem'),
    COUNTERSIGN_HARDWARE_CERTIFICATE_CA_FILE: join(folder, 'hardware.pem'),
  };
  server = await startOwnServer(settings);
  const { environment, methodPolicy } = server.deps;
  const trusting = { ...environment, clientCertificateHeader: 'trusted' } as const;
  deps = { ...server.deps, environment: trusting, methodPolicy: { ...methodPolicy, takesCertificates: true } };
  clientId = await addSigningInClient({}, server.endpoints);
});
afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const day = 86_400_000;
const origin = { requestId: 'test' };
/** As the last proxy writes it (RFC 9440). */
const headerOf = ({ certificate }: Identity) => `:${new X509Certificate(certificate).raw.toString('base64')}:`;
const person = () => addPerson(server.endpoints);
const add = ({ id: personId }: TestPerson, { certificate }: Identity) =>
  addCertificate(deps, { personId, file: Buffer.from(certificate), origin });

async function begin(acr?: string) {
  const flow = await startFlow(clientId, acr === undefined ? {} : { acr_values: acr }, server.endpoints);
  const json = { session_id: flow.sessionId, auth_method: 'certificate', credentials: {} };
  const prove = (header?: string) =>
    flow.browser.post('/authenticate', json, header === undefined ? {} : { 'client-cert': header });
  return { ...flow, json, prove };
}
const refusal = async (header?: string) => {
  const { status, body } = await (await begin()).prove(header);
  return [status, body.code];
};
const refused = [401, 'certificate_refused'];

describe('the sign-in method `certificate`', () => {
  it('signs in by a certificate that its person uploaded, at level 2', async () => {
    const [robin, identity] = [await person(), await (await createAuthority()).issue('Robin')];
    await add(robin, identity);
    const { browser, sessionId, body, prove } = await begin();
    expect(body.methods).toContainEqual({ auth_method: 'certificate' });
    const { status, body: flow } = await prove(headerOf(identity));
    expect([status, flow]).toMatchObject([200, { status: 'authenticated', achieved: { level: 2, amr: ['swk'] } }]);
    const completed = await browser.post('/complete', { session_id: sessionId });
    expect(completed.body).toMatchObject({ status: 'completed', acr: 'urn:countersign:acr:2' });
    const [used] = await query<{ used: boolean }>(
      server.endpoints.postgres_url,
      'select last_used_at is not null as used from sign_in_method where person_id = $1',
      [robin.id],
    );
    expect(used).toEqual({ used: true });
  });

  it('is level 4 with a key on hardware, and resists phishing either way', async () => {
    const [robin, soft, card] = [
      await person(),
      await (await createAuthority()).issue('Robin'),
      await hardware.issue('Robin'),
    ];
    await add(robin, soft);
    await add(robin, card);
    const strong = await (await begin('urn:countersign:acr:4')).prove(headerOf(card));
    expect(strong.body).toMatchObject({ status: 'authenticated', achieved: { level: 4, amr: ['hwk', 'pin', 'mfa'] } });
    const weak = await (await begin('urn:countersign:acr:3')).prove(headerOf(soft));
    expect(weak.body).toMatchObject({ status: 'pending', achieved: { level: 2 } });
    const resistant = await (await begin('phr')).prove(headerOf(soft));
    expect(resistant.body).toMatchObject({ status: 'authenticated', achieved: { level: 2, acr: 'phr' } });
  });

  it('signs in whom the authority names, also when a stranger has uploaded the certificate as their own', async () => {
    const [robin, stranger] = [await person(), await person()];
    const issued = await authority.issue('Robin', [robin.email]);
    await add(stranger, issued);
    const { body } = await (await begin()).prove(headerOf(issued));
    expect(body.status).toBe('authenticated');
    const [{ person: signedIn } = { person: '' }] = await query<{ person: string }>(
      server.endpoints.postgres_url,
      'select person_id as person from authentication_flow where id = $1',
      [body.session_id],
    );
    expect(signedIn).toBe(robin.id);
  });

  it('finds a person by their verified address in a certificate of a configured authority', async () => {
    const robin = await person();
    const issued = await authority.issue('Robin', [robin.email]);
    expect((await (await begin()).prove(headerOf(issued))).body).toMatchObject({
      status: 'authenticated',
      achieved: { level: 2 },
    });
    const other = await person();
    expect(await refusal(headerOf(await authority.issue('Robin', [robin.email, other.email])))).toEqual(refused);
    expect(await refusal(headerOf(await authority.issue('Robin', ['unknown@example.com'])))).toEqual(refused);
    expect(await refusal(headerOf(await (await createAuthority()).issue('Robin', [robin.email])))).toEqual(refused);
    expect(await refusal(headerOf(await hardware.issue('Robin', [robin.email])))).toEqual(refused);
    const unverified = 'update person_email set verified_at = null where person_id = $1';
    await query(server.endpoints.postgres_url, unverified, [robin.id]);
    expect(await refusal(headerOf(issued))).toEqual(refused);
  });

  it('refuses none, an unknown one, one of another authority with the same subject, and one that is over or not for clients', async () => {
    const robin = await person();
    await add(robin, await (await createAuthority()).issue('Robin'));
    const past = { notBefore: new Date(Date.now() - 2 * day), notAfter: new Date(Date.now() - day) };
    const identities = [
      await (await createAuthority()).issue('Robin'),
      await authority.issue('Robin', [robin.email], past),
      await authority.issue('Robin', [robin.email], { uses: ['1.3.6.1.5.5.7.3.1'] }),
    ];
    for (const header of [undefined, ...identities.map(headerOf)]) expect(await refusal(header)).toEqual(refused);
    const events =
      "select user_id from event where name = 'AUTHENTICATION FACTOR FAILED' and detail = 'certificate: certificate_refused'";
    expect((await query(server.endpoints.postgres_url, events)).length).toBeGreaterThanOrEqual(4);
  });

  it('refuses an uploaded certificate once it has expired', async () => {
    const robin = await person();
    const soon = await (await createAuthority()).issue('Robin', [], { notAfter: new Date(Date.now() + 60_000) });
    await add(robin, soon);
    const late = { ...deps, clock: () => new Date(Date.now() + 3_600_000) };
    const steps = stepsOf('certificate');
    expect(await steps?.isSetUp(deps, robin.id)).toBe(true);
    expect(await steps?.isSetUp(late, robin.id)).toBe(false);
    const attempt = { flow: { personId: null }, certificate: new X509Certificate(soon.certificate), credentials: {} };
    expect(await steps?.begin(late, attempt as never)).toEqual({ refused: { code: 'certificate_refused' } });
  });

  it('reads the header of a trusted proxy alone, and once', async () => {
    const [robin, identity] = [await person(), await (await createAuthority()).issue('Robin')];
    await add(robin, identity);
    const header = headerOf(identity);
    expect(await refusal(`${header}, ${header}`)).toEqual(refused);
    const { json, browser } = await begin();
    // From another address of this machine, which is no proxy.
    const fromElsewhere = await postFrom('127.0.0.2', json, browser.cookie ?? '', header);
    expect(fromElsewhere).toEqual(refused);
    expect((await browser.post('/authenticate', json, { 'client-cert': header })).body.status).toBe('authenticated');
  });

  it('is of the person of the flow, who may sign in', async () => {
    const [robin, other, identity] = [await person(), await person(), await (await createAuthority()).issue('Robin')];
    await setPassword(deps, { personId: other.id, password: rightPassword, origin });
    await add(robin, identity);
    await add(other, await (await createAuthority()).issue('Other'));
    const { browser, sessionId, prove } = await begin('urn:countersign:acr:2');
    const credentials = { identifier: other.email, password: rightPassword };
    await browser.post('/authenticate', { session_id: sessionId, auth_method: 'password', credentials });
    const { status, body } = await prove(headerOf(identity));
    expect([status, body.code]).toEqual([409, 'other_user']);
    await query(server.endpoints.postgres_url, "update person set status = 'disabled' where id = $1", [robin.id]);
    expect((await (await begin()).prove(headerOf(identity))).body.status).toBe('failed');
  });

  it('goes to who shows that they have its key, from who uploaded it and never signed in with it', async () => {
    const [robin, squatter, identity] = [
      await person(),
      await person(),
      await (await createAuthority()).issue('Robin'),
    ];
    const presented = new X509Certificate(identity.certificate);
    const upload = (who: TestPerson, certificate?: X509Certificate) =>
      addCertificate(deps, { personId: who.id, file: presented.raw, presented: certificate, origin });
    await upload(squatter);
    const other = new X509Certificate((await (await createAuthority()).issue('Robin')).certificate);
    for (const wrong of [undefined, other])
      await expect(upload(robin, wrong)).rejects.toMatchObject({ code: 'certificate_in_use' });
    await upload(robin, presented);
    const signedIn = await (await begin()).prove(headerOf(identity));
    expect(signedIn.body).toMatchObject({ status: 'authenticated' });
    const url = server.endpoints.postgres_url;
    const owners = await query(
      url,
      "select person_id from sign_in_method where type = 'certificate' and person_id = any($1)",
      [[robin.id, squatter.id]],
    );
    expect(owners).toEqual([{ person_id: robin.id }]);
    const told = await query(url, 'select kind from method_change where person_id = $1 order by id', [squatter.id]);
    expect(told).toEqual([{ kind: 'added' }, { kind: 'removed' }]);
    await expect(upload(squatter, presented)).rejects.toMatchObject({ code: 'certificate_in_use' });
  });

  it('counts as a way in until it expires', async () => {
    const robin = await person();
    const first = await add(robin, await (await createAuthority()).issue('Robin'));
    await query(server.endpoints.postgres_url, 'delete from person_email where person_id = $1', [robin.id]);
    await query(server.endpoints.postgres_url, 'delete from person_phone where person_id = $1', [robin.id]);
    const check = (at: typeof deps) => checkRemovable(at, deps.em(), robin.id, { id: first.id, type: 'certificate' });
    await expect(check(deps)).rejects.toMatchObject({ code: 'last_method' });
    await add(robin, await (await createAuthority()).issue('Robin'));
    await check(deps);
    const late = { ...deps, clock: () => new Date(Date.now() + 2 * day) };
    await check(late);
  });
});

/** Proves from an address of this machine. @returns status and code. */
function postFrom(localAddress: string, json: object, cookie: string, certificate: string): Promise<unknown[]> {
  const { api } = server.endpoints;
  const headers = {
    'content-type': 'application/json',
    origin: new URL(api).origin,
    cookie,
    'client-cert': certificate,
  };
  const { hostname, port } = new URL(api);
  return new Promise((resolve, reject) => {
    const options = {
      host: hostname === 'localhost' ? '127.0.0.1' : hostname,
      port,
      path: '/authentication/authenticate',
    };
    const sent = request({ ...options, method: 'POST', headers, localAddress }, (response) => {
      response.setEncoding('utf8');
      let text = '';
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve([response.statusCode, (JSON.parse(text) as { code: string }).code]));
    });
    sent.on('error', reject).end(JSON.stringify(json));
  });
}
