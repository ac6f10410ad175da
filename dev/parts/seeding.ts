import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Ports } from '../ports.ts';
import { writePrivateFile } from '../secrets.ts';
import { originOf } from './application-environment.ts';
import { inCheckout } from './checkout.ts';
import { sandboxClient } from '../../sandbox/identity-provider/accounts.ts';
import { clubClientId, demoCustomers } from './demonstration.ts';
import type { Infrastructure } from './infrastructure.ts';

const run = promisify(execFile);

export interface SeedOptions {
  /** Seeds for the pages: customers have a password, the phone shows where a payment was started, and a report freezes pushes for one minute. */
  pages?: boolean;
  /** Of the sites that people come back to from signing in; by default those of the infrastructure. */
  ports?: Pick<Ports, 'demoSite' | 'demoPhone' | 'demoClub'>;
  signal?: AbortSignal | undefined;
}

/** Creates the demonstration configuration in the database of `environment` if it is missing. */
export async function seed(
  infrastructure: Infrastructure,
  environment: Record<string, string>,
  { pages, ports, signal }: SeedOptions = {},
): Promise<void> {
  const file = join(infrastructure.dataFolder, `seed-${randomUUID()}.json`);
  const content = {
    clients: infrastructure.secrets.clients,
    sandbox: infrastructure.sandbox.credentials,
    ...(pages && {
      customers: demoCustomers,
      shop: {
        ...infrastructure.secrets.clients.shop,
        url: originOf((ports ?? infrastructure.ports).demoSite),
      },
      club: { id: clubClientId, url: originOf((ports ?? infrastructure.ports).demoClub) },
      geolocation_url: `${infrastructure.sandbox.httpsUrl}/geolocation/{ip}`,
      push_freeze_minutes: 1,
      identity_provider: {
        issuer: `${infrastructure.sandbox.controlUrl}/identity/oidc`,
        client_id: sandboxClient.id,
        client_secret: sandboxClient.secret,
      },
    }),
    demo_phone_url: originOf((ports ?? infrastructure.ports).demoPhone),
  };
  writePrivateFile(file, JSON.stringify(content));
  try {
    const env = { ...process.env, ...environment, SEED_FILE: file };
    await run(process.execPath, [inCheckout('dev/seed.ts')], { env, ...(signal && { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    const { stderr = '' } = error as { stderr?: string };
    throw new Error(`The demonstration configuration could not be seeded. ${stderr.trim()}`, { cause: error });
  } finally {
    rmSync(file, { force: true });
  }
}
