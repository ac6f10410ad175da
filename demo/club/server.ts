import { join } from 'node:path';
import { z } from 'zod';
import { buildPage } from '../serving/build-page.ts';
import { originOf, runServer } from '../serving/run-server.ts';
import { servePage } from '../serving/serve-page.ts';
import { createTokenCheck } from './server/check-token.ts';
import { createClubApp } from './server/club-app.ts';

const settingsSchema = z.object({
  PORT: z.coerce.number().int().min(1).max(65535),
  COUNTERSIGN_URL: z.url(),
  OAUTH_CLIENT_ID: z.string().min(1),
  SHOP_URL: z.url(),
});

const parsed = settingsSchema.safeParse(process.env);
if (!parsed.success) {
  const names = parsed.error.issues.map((issue) => issue.path.join('.'));
  throw new Error(`The demo club needs these environment variables: ${names.join(', ')}`);
}

const settings = parsed.data;
const origin = originOf(settings.PORT);
const countersignUrl = new URL(settings.COUNTERSIGN_URL).origin;
const config = {
  countersignUrl,
  clientId: settings.OAUTH_CLIENT_ID,
  resource: `${origin}/api`,
  shopUrl: settings.SHOP_URL,
};
const page = await buildPage({
  name: 'club',
  root: join(import.meta.dirname, 'page'),
  alsoFrom: ['demo/design', 'demo/club'],
});
const checkToken = createTokenCheck({ countersignUrl, resource: config.resource });
await runServer('Northwind Club', createClubApp({ origin, config, checkToken }, await servePage(page)), settings.PORT);
