import { randomUUID } from 'node:crypto';
import type { CountersignApp } from '../../app-sdk/index.ts';
import { eventually, obtainPushToken } from '../../test/support/enrolled-phone.ts';
import { createWebsite } from '../../test/support/website.ts';
import type { BenchEnvironment } from '../bench-environment.ts';
import { measure, summarise } from '../measure.ts';
import type { Measurement } from '../measure.ts';
import { createTimedPhone } from './timed-phone.ts';
import type { EndpointLatencies } from './timed-phone.ts';

export interface NewPhones {
  registration: Measurement;
  connection: Measurement;
  keyEnrollment: Measurement;
}

interface ReadyPhone {
  app: CountersignApp;
  profileId: string;
}

/** Phones that are new: they register, connect a user and exchange keys. */
export async function measureNewPhones(
  { endpoints }: BenchEnvironment,
  concurrency: number,
  seconds: number,
): Promise<NewPhones> {
  const latencies: EndpointLatencies = new Map();
  const whole = await measure(concurrency, seconds, async () => void (await prepare(endpoints, latencies)));
  const of = (endpoint: string) => summarise(latencies.get(endpoint) ?? [], Number.NaN, whole.failures);
  return {
    registration: of('POST /app/v1/registrations'),
    connection: of('POST /oauth/token'),
    keyEnrollment: of('POST /app/v1/key-enrollment'),
  };
}

/** A phone for each lane, with everything that a push enrolment needs. */
export async function preparePushEnrollments(
  { endpoints }: BenchEnvironment,
  lanes: number,
): Promise<(lane: number) => Promise<string>> {
  const phones: ReadyPhone[] = [];
  for (let lane = 0; lane < lanes; lane += 1) phones.push(await prepare(endpoints, new Map()));
  return (lane) => enroll(endpoints.sandbox, phones[lane % lanes] as ReadyPhone);
}

async function prepare(endpoints: BenchEnvironment['endpoints'], latencies: EndpointLatencies): Promise<ReadyPhone> {
  const app = createTimedPhone(endpoints.api, latencies);
  const userId = `new-${randomUUID()}`;
  await app.register({
    application: 'northwind-id',
    platform: 'android',
    version: '1.0.0',
    device: { name: 'new phone' },
  });
  const { profileId } = await app.connect(await createWebsite(endpoints).enrollmentCode(userId));
  await app.enrollKeys(profileId);
  return { app, profileId };
}

/** A whole push enrolment: a new token, its nonce by push, the confirmation. @returns the id of its workflow. */
async function enroll(sandbox: string, { app, profileId }: ReadyPhone): Promise<string> {
  const token = await obtainPushToken(sandbox, 'android');
  const { enrollmentId } = await app.startPushEnrollment(profileId, token);
  const content = await eventually(async () =>
    (await pushesOf(sandbox, token)).find((push) => push['og_push_enrollment_id'] === enrollmentId),
  );
  await app.handlePush(content);
  return enrollmentId;
}

async function pushesOf(sandbox: string, token: string): Promise<Record<string, string>[]> {
  const response = await fetch(`${sandbox}/devices/${encodeURIComponent(token)}/pushes`);
  return ((await response.json()) as { pushes: { content: Record<string, string> }[] }).pushes.map(
    ({ content }) => content,
  );
}
