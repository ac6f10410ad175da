import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IdentityProvider } from '../../../src/entities/configuration/identity-provider.ts';
import { addIdentity } from '../../../src/commands/persons/sign-in-methods/identity/external-identities.ts';
import { createPerson } from '../../../src/commands/persons/profile/create-person.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import { startOwnServer } from '../../support/own-server.ts';
import type { OwnServer } from '../../support/own-server.ts';
import { query } from '../../support/query.ts';
import { addSigningInClient } from '../support/flow-api.ts';
import {
  addProvider,
  beginSso,
  bringBack,
  newAccount,
  sendToProvider,
  signInThere,
} from './support/provider-sign-in.ts';
import type { SentFlow } from './support/provider-sign-in.ts';
import { whileLinksAreRefused } from './support/refused-writes.ts';

let server: OwnServer;
let clientId: string;
let provider: string;
beforeAll(async () => {
  // A machine that stands still while a statement waits is no error.
  server = await startOwnServer({ COUNTERSIGN_DATABASE_STATEMENT_TIMEOUT: '60' });
  clientId = await addSigningInClient({}, server.endpoints);
  provider = await addProvider(server.endpoints, 'oidc', { on_no_match: 'create' });
});
afterAll(() => server.stop());

const stateOf = async ({ browser, sessionId }: SentFlow) => (await browser.get(`/status?session_id=${sessionId}`)).body;

describe('the first sign-in with an account', () => {
  it('signs in the person whom another request linked in the same moment', async () => {
    const account = newAccount();
    const values = { givenName: 'Robin' };
    const personId = await createPerson(server.deps, { values, origin: { requestId: 'test' } });
    const sent = await beginSso(server.endpoints, clientId, provider);
    const brought = await signInThere(sent.address, account);
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
      and query like 'insert into "external_identity"%'`;
    const led = await server.deps.em().transactional(async (em) => {
      const known = { provider: await em.findOneOrFail(IdentityProvider, provider), subject: account.account };
      await addIdentity(em, server.deps.keyring, { personId, account: known, now: new Date() });
      const page = bringBack(sent.browser, brought);
      await eventually(async () => (await query(server.endpoints.postgres_url, waiting))[0]);
      return { page };
    });
    expect((await led.page).searchParams.get('sso_error')).toBeNull();
    expect(await stateOf(sent)).toMatchObject({ status: 'authenticated' });
    const people = 'select from person_email where address_key = $1';
    expect(await query(server.endpoints.postgres_url, people, [account.email])).toEqual([]);
  });

  it('can be tried again after an error', async () => {
    const sent = await beginSso(server.endpoints, clientId, provider);
    const brought = await signInThere(sent.address, newAccount());
    await whileLinksAreRefused(server.endpoints.postgres_owner_url!, () =>
      expect(bringBack(sent.browser, brought)).rejects.toThrow('leads nowhere: 500'),
    );
    expect(await stateOf(sent)).toMatchObject({ status: 'pending' });
    const address = await sendToProvider(sent.browser, sent.sessionId, provider);
    await bringBack(sent.browser, await signInThere(address, newAccount()));
    expect(await stateOf(sent)).toMatchObject({ status: 'authenticated' });
  });
});
