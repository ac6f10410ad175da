import { join } from 'node:path';
import { z } from 'zod';
import { buildPage } from '../serving/build-page.ts';
import { originOf, runServer } from '../serving/run-server.ts';
import { servePage } from '../serving/serve-page.ts';
import { createRequest } from './server/countersign/countersign-client.ts';
import { createDevices } from './server/countersign/devices.ts';
import { createCustomers } from './server/customers.ts';
import { createMobileAuthentication } from './server/countersign/mobile-authentication.ts';
import { createPayments } from './server/payments/payments.ts';
import { createOpenIdConnect } from './server/sign-in/open-id-connect.ts';
import { createSiteApp } from './server/site-app.ts';

const settingsSchema = z.object({
  PORT: z.coerce.number().int().min(1).max(65535),
  COUNTERSIGN_URL: z.url(),
  CLIENT_ID: z.string().min(1),
  CLIENT_SECRET: z.string().min(1),
  END_USER_CLIENT_ID: z.string().min(1),
  END_USER_CLIENT_SECRET: z.string().min(1),
  OAUTH_CLIENT_ID: z.string().min(1),
  OAUTH_CLIENT_SECRET: z.string().min(1),
  PHONE_URL: z.url(),
});

type SiteSettings = z.infer<typeof settingsSchema>;

/** Reads the shop's settings from the environment; throws with the names of missing ones. */
function readSettings(environment: NodeJS.ProcessEnv): SiteSettings {
  const parsed = settingsSchema.safeParse(environment);
  if (parsed.success) return parsed.data;
  const names = parsed.error.issues.map((issue) => issue.path.join('.'));
  throw new Error(`The demo site needs these environment variables: ${names.join(', ')}`);
}

const settings = readSettings(process.env);
const clients = {
  mobileAuthentication: { id: settings.CLIENT_ID, secret: settings.CLIENT_SECRET },
  endUser: { id: settings.END_USER_CLIENT_ID, secret: settings.END_USER_CLIENT_SECRET },
};
const page = await buildPage({
  name: 'site',
  root: join(import.meta.dirname, 'page'),
  alsoFrom: ['demo/design', 'demo/customers'],
});
const endUser = createRequest(settings.COUNTERSIGN_URL, clients.endUser);
const app = createSiteApp(
  {
    origin: originOf(settings.PORT),
    phoneUrl: settings.PHONE_URL,
    customers: createCustomers(),
    payments: createPayments(),
    mobileAuthentication: createMobileAuthentication(
      createRequest(settings.COUNTERSIGN_URL, clients.mobileAuthentication),
    ),
    devices: createDevices(endUser),
    endUser,
    openIdConnect: createOpenIdConnect({
      countersignUrl: settings.COUNTERSIGN_URL,
      client: { id: settings.OAUTH_CLIENT_ID, secret: settings.OAUTH_CLIENT_SECRET },
      redirectUri: `${originOf(settings.PORT)}/sign-in/callback`,
    }),
  },
  await servePage(page),
);
await runServer('Northwind Energy', app, settings.PORT);
