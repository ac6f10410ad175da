import { compactVerify, importSPKI } from 'jose';
import { expect } from 'vitest';
import { wireMethod } from '../../../src/domain/configuration/mobile-authentication-types/method-names.ts';
import type { MethodName } from '../../../src/domain/configuration/mobile-authentication-types/method-names.ts';
import { describeReason } from '../../../src/domain/mobile-authentication/status.ts';
import type { FailureReason } from '../../../src/domain/mobile-authentication/status.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import type { Scene } from './scene.ts';
import { websiteVersions } from './site.ts';

/** The expected end of a transaction, as the site, the app, the user and an operator can see it. */
export interface Ending {
  transactionId: string;
  outcome: 'authenticated' | FailureReason;
  /** The method in use at the end. */
  method: MethodName;
  /** Absent when the transaction names no user. */
  userId?: string;
  /** Present for methods with a factor. */
  attempts?: number;
  /** `attempts_used` of the row, which also counts codes. */
  counted?: number;
  /** What the phone showed and signed; absent when it signed nothing. */
  signed?: { decision: 'accept' | 'reject'; message: string };
  /** Whether the site asked for a callback. */
  callback: boolean;
  /** Names of the events about the transaction, in order, without callbacks and answers that came too late. */
  events: string[];
  /** The number of answers that came too late. */
  lateComers?: number;
}

const maximum = 60_000;

/** Compares results (all versions, polls, stream), row, events, callback and workflow with the ending. */
export async function expectEnding(scene: Scene, ending: Ending): Promise<void> {
  await expectResults(scene, ending);
  await expectRow(scene, ending);
  await expectCallback(scene, ending);
  const status = await eventually(async () => {
    const { name } = await scene.workflowStatus(ending.transactionId);
    return name === 'RUNNING' ? undefined : name;
  }, maximum);
  expect(status, 'the workflow').toBe('COMPLETED');
  await expectEvents(scene, ending);
  await expectToStand(scene, ending);
}

/** Events of callbacks and of late answers can come in any order after the end. */
async function expectEvents(scene: Scene, { transactionId, events, callback, lateComers = 0 }: Ending): Promise<void> {
  const [sent, tooLate] = ['PUSH AUTH CALLBACK SENT', 'MOBILE AUTH TRANSACTION CLOSED'];
  const all = await scene.eventsAbout(transactionId);
  expect(
    all.filter((name) => name !== sent && name !== tooLate),
    'events',
  ).toEqual(events);
  expect(
    [all.filter((name) => name === sent).length, all.filter((name) => name === tooLate).length],
    'callbacks and late comers',
  ).toEqual([callback ? 1 : 0, lateComers]);
}

async function expectResults(scene: Scene, ending: Ending): Promise<void> {
  const expected = resultOf(scene, ending);
  const first = await scene.site.result(ending.transactionId, '?wait=60');
  expect([first.status, first.body]).toEqual([200, expected]);
  for (const version of websiteVersions) {
    expect((await scene.siteOf(version).result(ending.transactionId)).body, version).toEqual({
      ...first.body,
      timestamp: expect.any(Number),
    });
  }
  expect(await scene.site.stream(ending.transactionId)).toEqual([{ ...first.body, timestamp: expect.any(Number) }]);
  if (ending.signed) await expectSignature(first.body, ending);
}

/** All fields of the result by contract section 6, and no others. */
function resultOf(
  scene: Scene,
  { transactionId, outcome, method, userId, attempts, signed, callback }: Ending,
): object {
  const isAuthenticated = outcome === 'authenticated';
  return {
    ...(callback ? { callback_uri: scene.callback.url } : {}),
    transaction_id: transactionId,
    ...(userId === undefined ? {} : { user_id: userId }),
    timestamp: expect.any(Number),
    is_authenticated: isAuthenticated,
    status: isAuthenticated ? 'authenticated' : 'not_authenticated',
    ...(isAuthenticated
      ? { authentication_method: wireMethod(method) }
      : { not_authenticated_reason: { reason: outcome, description: describeReason(outcome) } }),
    ...(attempts === undefined ? {} : { used_authentication_attempts: attempts }),
    ...(signed
      ? {
          signature: expect.any(String),
          signature_verified: true,
          user_public_key: expect.stringContaining('BEGIN PUBLIC KEY'),
        }
      : {}),
  };
}

async function expectSignature(
  result: { signature: string; user_public_key: string },
  { transactionId, signed }: Ending,
): Promise<void> {
  const { payload } = await compactVerify(
    Buffer.from(result.signature, 'base64').toString(),
    await importSPKI(result.user_public_key, 'ES256'),
  );
  expect(JSON.parse(Buffer.from(payload).toString())).toMatchObject({
    decision: signed?.decision,
    transaction_id: transactionId,
    displayed: { message: signed?.message },
  });
}

async function expectRow(
  scene: Scene,
  { transactionId, outcome, method, userId, attempts, counted, signed }: Ending,
): Promise<void> {
  const isAuthenticated = outcome === 'authenticated';
  expect(await scene.row(transactionId)).toEqual({
    status: isAuthenticated ? 'authenticated' : 'not_authenticated',
    reason: isAuthenticated ? null : outcome,
    method,
    user_id: userId ?? null,
    attempts_used: counted ?? attempts ?? 0,
    is_closed: true,
    is_signed: signed !== undefined,
  });
}

/** One callback with exactly the two members and the id of its delivery; or none. */
async function expectCallback(scene: Scene, { transactionId, callback }: Ending): Promise<void> {
  if (!callback) return expect(await scene.deliveries(transactionId)).toEqual([]);
  const [delivery, ...others] = await eventually(async () => {
    const all = await scene.deliveries(transactionId);
    return all[0]?.status === 'pending' ? undefined : all;
  }, maximum);
  expect([delivery?.status, delivery?.attempts, others]).toEqual(['delivered', 1, []]);
  const [request, ...more] = await scene.callback.requests();
  expect(JSON.parse(request?.body ?? '')).toEqual({ callback_uri: scene.callback.url, transaction_id: transactionId });
  expect([request?.headers['webhook-id'], request?.headers['content-type'], more]).toEqual([
    delivery?.id,
    'application/json;charset=UTF-8',
    [],
  ]);
}

/** Later calls by the site change nothing. */
async function expectToStand(scene: Scene, ending: Ending): Promise<void> {
  const before = (await scene.site.result(ending.transactionId)).body;
  const cancelled = await scene.site.cancel(ending.transactionId);
  expect([cancelled.status, cancelled.body?.error_code]).toEqual(
    ending.outcome === 'cancelled' ? [204, undefined] : [404, '3004'],
  );
  const verified = await scene.site.verify(ending.userId ?? 'any-user', ending.transactionId, '123456');
  expect([verified.status, verified.body.error_code]).toEqual([404, expect.stringMatching(/^300[45]$/)]);
  const resent = await scene.site.resend(ending.userId ?? 'any-user', ending.transactionId);
  expect([resent.status, resent.body.error_code]).toEqual([404, expect.stringMatching(/^300[45]$/)]);
  expect((await scene.site.result(ending.transactionId)).body).toEqual({ ...before, timestamp: expect.any(Number) });
}
