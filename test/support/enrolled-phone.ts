import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCountersignApp, memoryStorage } from '../../app-sdk/index.ts';
import type {
  AnswerOutcome,
  CountersignApp,
  Decision,
  Factor,
  Profile,
  TransactionDetails,
} from '../../app-sdk/index.ts';
import type { Endpoints } from '../../dev/parts/endpoints.ts';
import { createWebsite } from './website.ts';

/** A push as the sandbox delivered it. */
export interface DeliveredPush {
  id: string;
  alert: string;
  content: Record<string, string>;
  badge?: number;
}

/** A phone in this process: the app SDK, a push token of the sandbox, and one user. */
export interface EnrolledPhone {
  app: CountersignApp;
  userId: string;
  profile: Profile;
  deviceId: string;
  pushToken: string;
  pushes(): Promise<DeliveredPush[]>;
  /** Fetches the transaction and answers. */
  answer(
    transactionId: string,
    decision?: Decision,
    factor?: Factor,
  ): Promise<{ shown: TransactionDetails; outcome: AnswerOutcome }>;
}

interface Options {
  userId?: string;
  /** The user's enrolment code; left out: a new one of the site. */
  code?: string;
  platform?: 'android' | 'ios';
  application?: string;
  version?: string;
}

type Where = Pick<Endpoints, 'api' | 'sandbox' | 'clients'>;

/** Milliseconds to wait for an effect of a push. */
const timeoutMs = 90_000;
const longestPauseMs = 200;

/** Registers an installation, connects a user, exchanges keys and enrols a push token. */
export function enrollPhone(where: Where, options: Options = {}): Promise<EnrolledPhone> {
  return enrollApp(where, createCountersignApp({ origin: where.api, storage: memoryStorage() }), options);
}

/** The same with a given app. */
export async function enrollApp(where: Where, app: CountersignApp, options: Options = {}): Promise<EnrolledPhone> {
  const {
    userId = `user-${randomUUID()}`,
    code,
    platform = 'android',
    application = 'northwind-id',
    version = '1.0.0',
  } = options;
  const { deviceId } = await app.register({ application, platform, version, device: { name: `phone of ${userId}` } });
  const { profileId } = await app.connect(code ?? (await createWebsite(where).enrollmentCode(userId)));
  await app.enrollKeys(profileId);
  const pushToken = await obtainPushToken(where.sandbox, platform);
  const { enrollmentId } = await app.startPushEnrollment(profileId, pushToken);
  const pushes = () => listPushes(where.sandbox, pushToken);
  const nonce = await eventually(async () =>
    (await pushes()).find((push) => push.content['og_push_enrollment_id'] === enrollmentId),
  );
  await app.handlePush(nonce.content);
  const profile = (await app.state()).profiles.find((candidate) => candidate.profileId === profileId) as Profile;
  return {
    app,
    userId,
    profile,
    deviceId,
    pushToken,
    pushes,
    answer: (id, decision, factor) => answer(app, profileId, { id, decision, factor }),
  };
}

/** The push token of a new device of the sandbox. */
export async function obtainPushToken(sandbox: string, platform: 'android' | 'ios'): Promise<string> {
  const response = await fetch(`${sandbox}/devices`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ platform }),
  });
  return ((await response.json()) as { push_token: string }).push_token;
}

/**
 * Repeats `look` until it returns a value, with a growing pause, because each call is a request, which slows down a busy machine.
 * Throws after `within` milliseconds.
 */
export async function eventually<Value>(look: () => Promise<Value | undefined>, within = timeoutMs): Promise<Value> {
  const deadline = Date.now() + within;
  for (let pause = 25; ; pause = Math.min(pause * 1.3, longestPauseMs)) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error('It did not happen in time');
    await sleep(pause);
  }
}

async function listPushes(sandbox: string, token: string): Promise<DeliveredPush[]> {
  const response = await fetch(`${sandbox}/devices/${encodeURIComponent(token)}/pushes`);
  return ((await response.json()) as { pushes: DeliveredPush[] }).pushes;
}

async function answer(
  app: CountersignApp,
  profileId: string,
  answered: { id: string; decision?: Decision | undefined; factor?: Factor | undefined },
) {
  const { id, decision = { decision: 'accept' }, factor } = answered;
  const shown = await app.fetchTransaction(profileId, id);
  return { shown, outcome: await app.answer(profileId, id, decision, factor) };
}
