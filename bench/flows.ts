import type { Factor } from '../app-sdk/index.ts';
import { Keyring } from '../src/security/keyring.ts';
import type { KeyringEntry } from '../src/security/keyring.ts';
import { smsCode } from '../src/domain/mobile-authentication/codes/sms-code.ts';
import { enrollPhoneWithFactors, rightPin } from '../test/mobile-authentication/support/phone-with-factors.ts';
import type { EnrolledPhone } from '../test/support/enrolled-phone.ts';
import { basic, createWebsite } from '../test/support/website.ts';
import type { Answer } from '../test/support/website.ts';
import type { BenchEnvironment } from './bench-environment.ts';
import { createLightClient } from './light-client.ts';
import { preparePushEnrollments } from './devices/enrollments.ts';

/** Latencies of the calls inside a flow, in milliseconds. */
export type CallLatencies = Record<'init' | 'fetch' | 'answer' | 'result', number[]>;

/** Whole transactions, each from the first request of the website to the end. They give the transaction's id. */
export interface Flows {
  /** Init, fetch, answer, result: one approval by push. */
  approve(lane: number, calls?: CallLatencies): Promise<string>;
  /** The same with the PIN that the phone is asked for. What the PIN costs the phone does not count: its Argon2id is a quick one. */
  approveWithPin(lane: number): Promise<string>;
  /** Init, claim, fetch, answer, result. */
  approveByOtp(lane: number): Promise<string>;
  /** Init, verify: one approval by text message. */
  approveBySms(lane: number): Promise<string>;
  /** Init, cancel. */
  cancel(lane: number): Promise<string>;
  /** A new push token, its nonce by push, the confirmation: one push enrolment. */
  enroll(lane: number): Promise<string>;
  /** One more transaction that waits for its phone, five minutes at the most. */
  open(lane: number): Promise<string>;
  /** Reads a finished transaction. */
  poll(transactionId: string): Promise<void>;
  close(): void;
}

const message = 'Pay EUR 12.34 to Northwind Energy?';

/** Enrols a phone for each lane. */
export async function prepareFlows(bench: BenchEnvironment, lanes: number): Promise<Flows> {
  const phones: EnrolledPhone[] = [];
  for (let lane = 0; lane < lanes; lane += 1) phones.push(await enrollPhoneWithFactors(bench.endpoints));
  const enroll = await preparePushEnrollments(bench, lanes);
  const light = createLightClient(bench.endpoints.api, lanes);
  const site = basic(bench.endpoints.clients.mobile_authentication);
  const parties = createParties(bench, phones);
  const { website, initialisePush } = parties;
  return {
    ...createApprovals(parties),
    approveBySms: createSmsApproval(bench, parties),
    cancel: async (lane) => {
      const { transaction_id: id } = await initialisePush('login_with_push', lane);
      const { status } = await website.cancel(id);
      if (status !== 204) throw new Error(`cancel: ${status}`);
      return id;
    },
    enroll,
    open: async (lane) => (await initialisePush('login_with_push', lane)).transaction_id,
    poll: async (id) => {
      const { status, body } = await light.call('GET', `/oauth/api/v4/authenticate/transaction/${id}`, site);
      if (status !== 200) throw new Error(`poll: ${status} ${body}`);
    },
    close: () => light.close(),
  };
}

type Parties = ReturnType<typeof createParties>;

/** The website, the phones, and how a transaction begins between them. */
function createParties({ endpoints }: BenchEnvironment, phones: EnrolledPhone[]) {
  const website = createWebsite(endpoints);
  const callbackUri = `${endpoints.sandbox}/callbacks/bench`;
  const phoneOf = (lane: number) => phones[lane % phones.length] as EnrolledPhone;
  const initialise = async (type: string, form: Record<string, string>) =>
    mustBeOk(await website.initialise({ type, message, ...form })) as { transaction_id: string; otp: string };
  const initialisePush = (type: string, lane: number) => {
    const { userId, deviceId } = phoneOf(lane);
    return initialise(type, { user_id: userId, device_id: deviceId, callback_uri: callbackUri });
  };
  return { website, callbackUri, phoneOf, initialise, initialisePush };
}

/** Whole approvals that a phone decides. */
function createApprovals({
  website,
  callbackUri,
  phoneOf,
  initialise,
  initialisePush,
}: Parties): Pick<Flows, 'approve' | 'approveWithPin' | 'approveByOtp'> {
  const decide = async ({ app, profile }: EnrolledPhone, id: string, factor?: Factor, calls?: CallLatencies) => {
    await timed(calls?.fetch, () => app.fetchTransaction(profile.profileId, id));
    await timed(calls?.answer, () => app.answer(profile.profileId, id, { decision: 'accept' }, factor));
    if (!mustBeOk(await timed(calls?.result, () => website.result(id))).is_authenticated)
      throw new Error('approved but not authenticated');
    return id;
  };
  return {
    approve: async (lane, calls) => {
      const { transaction_id: id } = await timed(calls?.init, () => initialisePush('login_with_push', lane));
      return decide(phoneOf(lane), id, undefined, calls);
    },
    approveWithPin: async (lane) =>
      decide(phoneOf(lane), (await initialisePush('payment_with_pin', lane)).transaction_id, {
        kind: 'pin',
        pin: rightPin,
      }),
    approveByOtp: async (lane) => {
      const { otp } = await initialise('login_with_otp', { callback_uri: callbackUri });
      return decide(phoneOf(lane), await phoneOf(lane).app.claimTransaction(phoneOf(lane).profile.profileId, otp));
    },
  };
}

/** The code is computed as the API does it: no text message is read. */
function createSmsApproval({ environment }: BenchEnvironment, { website, initialise }: Parties): Flows['approveBySms'] {
  const keyring = new Keyring(JSON.parse(environment['COUNTERSIGN_KEYRING'] as string) as KeyringEntry[]);
  return async (lane) => {
    const user = `sms-${lane}`;
    const { transaction_id: id } = await initialise('payment_with_sms', {
      user_id: user,
      phone_number: `+3161234${String(1000 + lane)}`,
      message: 'Code {code}',
    });
    mustBeOk(await website.verify(user, id, smsCode(keyring.mac('sms-code', id, keyring.oldestId))));
    return id;
  };
}

async function timed<Value>(latencies: number[] | undefined, call: () => Promise<Value>): Promise<Value> {
  const started = performance.now();
  const value = await call();
  latencies?.push(performance.now() - started);
  return value;
}

function mustBeOk(answer: Answer) {
  if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}
