import { join } from 'node:path';
import { z } from 'zod';
import { buildPage } from '../serving/build-page.ts';
import { originOf, runServer } from '../serving/run-server.ts';
import { servePage } from '../serving/serve-page.ts';
import type { PhoneConfig } from './phone-config.ts';
import { createPhoneServer } from './server/phone-server.ts';

const settingsSchema = z.object({
  PORT: z.coerce.number().int().min(1).max(65535),
  COUNTERSIGN_URL: z.url(),
  SANDBOX_URL: z.url(),
});

type PhoneSettings = z.infer<typeof settingsSchema>;

/** Reads the settings of the phone page from the environment; throws with the names of missing ones. */
function readSettings(environment: NodeJS.ProcessEnv): PhoneSettings {
  const parsed = settingsSchema.safeParse(environment);
  if (parsed.success) return parsed.data;
  const names = parsed.error.issues.map((issue) => issue.path.join('.'));
  throw new Error(`The demo phone needs these environment variables: ${names.join(', ')}`);
}

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
  alsoFrom: ['demo/design', 'demo/customers', 'app-sdk'],
});
await runServer(
  'Northwind ID',
  createPhoneServer(originOf(settings.PORT), config, await servePage(page)),
  settings.PORT,
);
