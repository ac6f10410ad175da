import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Event } from '../../src/entities/events/event.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import type { SignedIn } from '../admin/support/admin-api.ts';
import { createBrowser } from '../authentication/support/flow-api.ts';
import { addPersonWithPassword } from '../authentication/support/people.ts';
import type { TestPerson } from '../authentication/support/people.ts';
import { addSite, redeem, signInAtSite } from '../conformance/support/person-at-site.ts';
import type { Site } from '../conformance/support/person-at-site.ts';
import { addApi, introspect, signInAdmin, token } from '../conformance/support/relying-party.ts';
import { createTestDeps } from '../support/own-server.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';

let deps: Deps;
let admin: SignedIn;
let [member, stranger]: TestPerson[] = [];
beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
  admin = await signInAdmin();
  [member, stranger] = [await addPersonWithPassword(deps), await addPersonWithPassword(deps)];
});
afterAll(() => deps.close());

const only = (users: string[], roles: string[] = []) => ({ access: { users, roles } });
const change = (site: Pick<Site, 'id'>, body: object) => admin.call('PATCH', `/clients/${site.id}`, { body });
const refusalAt = async (site: Site, person: TestPerson, browser = createBrowser()) =>
  (await signInAtSite(browser, site, person)).url.searchParams.get('error');

describe('a client that not every person may use', () => {
  it('lets the people in that it names, and tells the site access_denied of another', async () => {
    const site = await addSite(admin, only([member!.id]));
    expect((await redeem(site, await signInAtSite(createBrowser(), site, member!))).claims()!.sub).toBe(member!.id);
    const { url } = await signInAtSite(createBrowser(), site, stranger!);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      error: 'access_denied',
      error_description: 'the person may not use this application',
    });
    const refused = await deps.em().find(Event, { name: 'CLIENT ACCESS REFUSED', userId: stranger!.id });
    expect(refused.map(({ clientId }) => clientId)).toContain(site.id);
  });

  it('counts roles as they are now', async () => {
    const site = await addSite(admin, only([], ['AuditObserver']));
    expect(await refusalAt(site, stranger!)).toBe('access_denied');
    const body = { role_id: 'AuditObserver', subject: { type: 'user', id: stranger!.id } };
    const { body: given } = await admin.call('POST', '/role-assignments', { body });
    const browser = createBrowser();
    expect(await refusalAt(site, stranger!, browser)).toBe(null);
    await admin.call('DELETE', `/role-assignments/${given.id}`);
    expect(await refusalAt(site, stranger!, browser)).toBe('access_denied');
  });

  it('takes a session of another site for none of its own, without a page, too', async () => {
    const [open, closed] = [await addSite(admin), await addSite(admin, only([member!.id]))];
    const browser = createBrowser();
    expect(await refusalAt(open, stranger!, browser)).toBe(null);
    expect(await refusalAt(closed, stranger!, browser)).toBe('access_denied');
    const silent = await signInAtSite(browser, closed, stranger!, { prompt: 'none' });
    expect(silent.url.searchParams.get('error')).toBe('access_denied');
    expect(await refusalAt(open, stranger!, browser)).toBe(null);
  });

  it('gives no new tokens once it is closed, and those that were given are none', async () => {
    const api = await addApi(admin);
    const scopes = ['openid', 'offline_access', 'read'];
    const site = await addSite(admin, { resources: [api.identifier], scopes });
    const parameters = { scope: 'openid offline_access read', resource: api.identifier, prompt: 'consent' };
    const tokens = await redeem(site, await signInAtSite(createBrowser(), site, stranger!, parameters), {
      resource: api.identifier,
    });
    const waiting = await signInAtSite(createBrowser(), site, stranger!);
    expect((await introspect(api.server, tokens.access_token)).body.active).toBe(true);
    expect((await change(site, only([member!.id]))).status).toBe(200);
    await eventually(async () => ((await introspect(api.server, tokens.access_token)).body.active ? undefined : true));
    const refused = { error: 'invalid_grant' };
    await expect(openid.refreshTokenGrant(site.configuration, tokens.refresh_token ?? 'none')).rejects.toMatchObject(
      refused,
    );
    await expect(redeem(site, waiting)).rejects.toMatchObject(refused);
  });

  it('exchanges no token of a person who may not use it', async () => {
    const [front, back] = [await addApi(admin), await addApi(admin)];
    const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
    const site = await addSite(admin, { resources: [front.identifier], scopes: ['openid', 'read'] });
    const settings = { grant_types: [exchange], resources: [back.identifier], scopes: ['read'] };
    await change(front.server, { ...settings, ...only([member!.id]) });
    const parameters = { scope: 'openid read', resource: front.identifier };
    const { access_token: subject_token } = await redeem(
      site,
      await signInAtSite(createBrowser(), site, stranger!, parameters),
      { resource: front.identifier },
    );
    const form = {
      grant_type: exchange,
      subject_token,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      resource: back.identifier,
      scope: 'read',
    };
    const answer = await eventually(async () => {
      const tried = await token(front.server, form);
      return tried.body.error === 'unauthorized_client' ? undefined : tried;
    });
    expect(answer).toMatchObject({ status: 400, body: { error: 'access_denied' } });
  });

  it('is exported and imported with it, and warned of where it lets no person in', async () => {
    const site = await addSite(admin, only([], []));
    const codes = async () => {
      const { body } = await admin.call('POST', `/clients/${site.id}/check`);
      return (body.findings as { code: string }[]).map(({ code }) => code);
    };
    expect(await codes()).toContain('access_of_no_person');
    await change(site, only([member!.id]));
    expect(await codes()).toContain('access_by_person');
    const { body } = await admin.call('GET', '/configuration');
    const exported = (body.clients as { client_id: string; access: unknown }[]).find(
      ({ client_id: id }) => id === site.id,
    );
    expect(exported?.access).toEqual(only([member!.id]).access);
    const file = { clients: [{ ...exported, access: null }] };
    const imported = await admin.call('PUT', '/configuration', { body: file });
    expect(imported.body.changes).toEqual([expect.objectContaining({ id: site.id, fields: ['access'] })]);
    const unknown = await change(site, { access: { roles: ['Unheard'], users: [] } });
    expect(unknown.status).toBe(400);
  });
});
