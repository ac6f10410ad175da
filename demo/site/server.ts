import { join } from 'node:path';
import { buildPage } from '../serving/build-page.ts';
import { originOf, runServer } from '../serving/run-server.ts';
import { servePage } from '../serving/serve-page.ts';
import { createRequest } from './server/countersign/countersign-client.ts';
import { createDevices } from './server/countersign/devices.ts';
import { createCustomers } from './server/customers.ts';
import { createMobileAuthentication } from './server/countersign/mobile-authentication.ts';
import { createPayments } from './server/payments/payments.ts';
import { createSiteApp } from './server/site-app.ts';
import { readSettings } from './settings.ts';

const settings = readSettings(process.env);
const clients = {
  mobileAuthentication: { id: settings.CLIENT_ID, secret: settings.CLIENT_SECRET },
  endUser: { id: settings.END_USER_CLIENT_ID, secret: settings.END_USER_CLIENT_SECRET },
};
const page = await buildPage({ name: 'site', root: join(import.meta.dirname, 'page'), alsoFrom: ['demo/design'] });
const endUser = createRequest(settings.COUNTERSIGN_URL, clients.endUser);
const app = createSiteApp(
  {
    origin: originOf(settings.PORT),
    phoneUrl: settings.PHONE_URL,
    customers: createCustomers(),
    payments: createPayments(),
    mobileAuthentication: createMobileAuthentication(createRequest(settings.COUNTERSIGN_URL, clients.mobileAuthentication)),
    devices: createDevices(endUser),
    endUser,
  },
  await servePage(page),
);
await runServer('Northwind Energy', app, settings.PORT);
