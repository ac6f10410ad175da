import { randomBytes, randomUUID } from 'node:crypto';
import { notify } from '../../../src/database/notify.ts';
import { ApiClient } from '../../../src/entities/configuration/api-client.ts';
import { createOrm } from '../../../src/database/orm.ts';
import { hashClientSecret } from '../../../src/security/clients/client-secret.ts';
import { Keyring } from '../../../src/security/keyring.ts';
import type { KeyringEntry } from '../../../src/security/keyring.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import { basic, callForm, createWebsite } from '../../support/website.ts';
import type { Website } from '../../support/website.ts';

/** Adds an API client for another site while the API runs, and waits until the API knows it. */
export async function createSecondSite(
  scopes = ['onegini_api_mobile_authentication'],
): Promise<{ website: Website; client: { id: string; secret: string } }> {
  const { endpoints, environment } = useStack();
  const client = { id: `rival-${randomUUID()}`, secret: randomBytes(24).toString('base64url') };
  const keyring = new Keyring(JSON.parse(environment['COUNTERSIGN_KEYRING'] as string) as KeyringEntry[]);
  const orm = await createOrm(
    { databaseUrl: environment['COUNTERSIGN_DATABASE_URL'] as string, databasePoolSize: 1, extraWait: 60 },
    keyring,
    { statementTimeout: 0 },
  );
  try {
    await orm.em.fork().transactional(async (em) => {
      await em.insert(ApiClient, {
        id: client.id,
        name: 'Rival',
        authenticationMethod: 'client_secret_basic',
        secretHash: hashClientSecret(keyring, client.id, client.secret),
        scopes,
      });
      await notify(em, 'configuration', client.id);
    });
  } finally {
    await orm.close();
  }
  const website = createWebsite({
    api: endpoints.api,
    clients: { ...endpoints.clients, mobile_authentication: client },
  });
  // The website API answers 401 to a client without its scope too; the events API distinguishes it from an unknown client.
  const ask = () =>
    callForm('GET', `${endpoints.api}/oauth/api/v1/events`, undefined, { authorization: basic(client) });
  await eventually(async () => ((await ask()).status === 401 ? undefined : true));
  return { website, client };
}
