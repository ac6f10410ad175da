import { join } from 'node:path';
import { buildPage } from '../serving/build-page.ts';
import { originOf, runServer } from '../serving/run-server.ts';
import { servePage } from '../serving/serve-page.ts';
import type { PhoneConfig } from './phone-config.ts';
import { createPhoneServer } from './server/phone-server.ts';
import { readSettings } from './settings.ts';

const settings = readSettings(process.env);
const config: PhoneConfig = {
  countersignUrl: new URL(settings.COUNTERSIGN_URL).origin,
  sandboxUrl: new URL(settings.SANDBOX_URL).origin,
  application: 'northwind-id',
  version: '1.0.0',
};
const page = await buildPage({
  name: 'phone',
  root: join(import.meta.dirname, 'page'),
  alsoFrom: ['demo/design', 'app-sdk'],
});
await runServer('Northwind ID', createPhoneServer(originOf(settings.PORT), config, await servePage(page)), settings.PORT);
