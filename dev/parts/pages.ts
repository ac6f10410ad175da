import { join } from 'node:path';
import { answersAt, startUntilReady, type Child } from '../processes/child.ts';
import type { ProcessRecord } from '../processes/process-record.ts';
import { originOf } from './application-environment.ts';
import { inCheckout } from './checkout.ts';
import type { Infrastructure } from './infrastructure.ts';

export interface PagesOptions {
  infrastructure: Infrastructure;
  /** Base address of the API. */
  api: string;
  record: ProcessRecord;
  signal?: AbortSignal | undefined;
}

export interface Pages {
  readonly siteUrl: string;
  readonly phoneUrl: string;
  readonly children: readonly Child[];
  stop(): Promise<void>;
}

/** Starts the demonstration shop and the phone in the browser; the first time they build their pages. */
export async function startPages(options: PagesOptions): Promise<Pages> {
  const { ports, secrets, sandbox } = options.infrastructure;
  const shared = { COUNTERSIGN_URL: options.api, SANDBOX_URL: sandbox.controlUrl };
  const starts = [
    startPage('site', ports.demoSite, options, {
      ...shared,
      PHONE_URL: originOf(ports.demoPhone),
      CLIENT_ID: secrets.clients.mobile_authentication.id,
      CLIENT_SECRET: secrets.clients.mobile_authentication.secret,
      END_USER_CLIENT_ID: secrets.clients.end_user.id,
      END_USER_CLIENT_SECRET: secrets.clients.end_user.secret,
    }),
    startPage('phone', ports.demoPhone, options, shared),
  ];
  const settled = await Promise.allSettled(starts);
  const children = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async () => void (await Promise.all(children.map((child) => child.stop())));
  const failure = settled.find((result) => result.status === 'rejected');
  if (failure) {
    await stop();
    throw failure.reason;
  }
  return { siteUrl: originOf(ports.demoSite), phoneUrl: originOf(ports.demoPhone), children, stop };
}

function startPage(
  page: 'site' | 'phone',
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
    { timeoutMs: 120_000, signal },
  );
}
