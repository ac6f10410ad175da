import { join } from 'node:path';
import { answersAt, startUntilReady, type Child } from '../processes/child.ts';
import type { ProcessRecord } from '../processes/process-record.ts';
import { originOf } from './application-environment.ts';
import type { Ports } from '../ports.ts';
import { inCheckout } from './checkout.ts';
import type { Infrastructure } from './infrastructure.ts';
import { clubClientId } from './demonstration.ts';
import { createService, type Service } from './service.ts';

export interface PagesOptions {
  infrastructure: Infrastructure;
  /** Base URL of the API. */
  api: string;
  record: ProcessRecord;
  /** By default those of the infrastructure. */
  ports?: Pick<Ports, 'demoSite' | 'demoPhone' | 'demoClub'>;
  signal?: AbortSignal | undefined;
}

export interface Pages {
  readonly siteUrl: string;
  readonly phoneUrl: string;
  readonly clubUrl: string;
  readonly services: readonly Service[];
  stop(): Promise<void>;
}

/** Starts the shop, the phone and the club of the demonstration; the first start builds their pages. */
export async function startPages(options: PagesOptions): Promise<Pages> {
  const { secrets, sandbox } = options.infrastructure;
  const ports = options.ports ?? options.infrastructure.ports;
  const shared = { COUNTERSIGN_URL: options.api, SANDBOX_URL: sandbox.controlUrl };
  const startSite = () =>
    startPage('site', ports.demoSite, options, {
      ...shared,
      PHONE_URL: originOf(ports.demoPhone),
      CLIENT_ID: secrets.clients.mobile_authentication.id,
      CLIENT_SECRET: secrets.clients.mobile_authentication.secret,
      OAUTH_CLIENT_ID: secrets.clients.shop.id,
      OAUTH_CLIENT_SECRET: secrets.clients.shop.secret,
      END_USER_CLIENT_ID: secrets.clients.end_user.id,
      END_USER_CLIENT_SECRET: secrets.clients.end_user.secret,
    });
  const startPhone = () => startPage('phone', ports.demoPhone, options, shared);
  const startClub = () =>
    startPage('club', ports.demoClub, options, {
      COUNTERSIGN_URL: options.api,
      OAUTH_CLIENT_ID: clubClientId,
      SHOP_URL: originOf(ports.demoSite),
    });
  const starts = [startSite, startPhone, startClub].map(async (start) => createService(await start(), start));
  const settled = await Promise.allSettled(starts);
  const services = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async () => void (await Promise.all(services.map(({ child }) => child.stop())));
  const failure = settled.find((result) => result.status === 'rejected');
  if (failure) {
    await stop();
    throw failure.reason;
  }
  return {
    siteUrl: originOf(ports.demoSite),
    phoneUrl: originOf(ports.demoPhone),
    clubUrl: originOf(ports.demoClub),
    services,
    stop,
  };
}

function startPage(
  page: 'site' | 'phone' | 'club',
  port: number,
  { infrastructure, record, signal }: PagesOptions,
  environment: Record<string, string>,
): Promise<Child> {
  return startUntilReady(
    {
      name: `demo ${page}`,
      command: process.execPath,
      args: [inCheckout(`demo/${page}/server.ts`)],
      env: { ...process.env, PORT: String(port), ...environment },
      logFile: join(infrastructure.dataFolder, 'logs', `${page}.log`),
      stopSignal: 'SIGTERM',
      stopGraceMs: 2_000,
      record,
    },
    answersAt(`${originOf(port)}/health`),
    { timeoutMs: 180_000, signal },
  );
}
