import { Keyring } from '../src/security/keyring.ts';
import { smsCode } from '../src/domain/mobile-authentication/sms-code.ts';
import { enrollPhone } from '../test/support/enrolled-phone.ts';
import type { EnrolledPhone } from '../test/support/enrolled-phone.ts';
import { createWebsite } from '../test/support/website.ts';
import type { Answer } from '../test/support/website.ts';
import type { BenchEnvironment } from './bench-environment.ts';

/** Latencies of the calls inside a flow, in milliseconds. */
export type CallLatencies = Record<'init' | 'fetch' | 'answer' | 'result', number[]>;

export interface Flows {
  /** Init, fetch, answer, result: one approval by push. */
  approve(lane: number, calls?: CallLatencies): Promise<string>;
  /** Init, verify: one approval by text message. */
  approveBySms(lane: number): Promise<string>;
  /** Reads a finished transaction. */
  poll(transactionId: string): Promise<void>;
}

const message = 'Pay EUR 12.34 to Northwind Energy?';

/** Enrols a phone for each lane. */
export async function prepareFlows(bench: BenchEnvironment, lanes: number): Promise<Flows> {
  const website = createWebsite(bench.endpoints);
  const phones: EnrolledPhone[] = [];
  for (let lane = 0; lane < lanes; lane += 1) phones.push(await enrollPhone(bench.endpoints));
  const keyring = new Keyring(JSON.parse(bench.environment['COUNTERSIGN_KEYRING'] as string) as { id: string; key: string }[]);
  const callbackUri = `${bench.endpoints.sandbox}/callbacks/bench`;
  return {
    approve: async (lane, calls) => {
      const phone = phones[lane % lanes] as EnrolledPhone;
      const form = { type: 'login_with_push', user_id: phone.userId, device_id: phone.deviceId, callback_uri: callbackUri, message };
      const { transaction_id: id } = mustBeOk(await timed(calls?.init, () => website.initialise(form)));
      await timed(calls?.fetch, () => phone.app.fetchTransaction(phone.profile.profileId, id));
      await timed(calls?.answer, () => phone.app.answer(phone.profile.profileId, id, { decision: 'accept' }));
      const result = mustBeOk(await timed(calls?.result, () => website.result(id)));
      if (!result.is_authenticated) throw new Error('approved but not authenticated');
      return id as string;
    },
    approveBySms: async (lane) => {
      const user = `sms-${lane}`;
      const form = { type: 'payment_with_sms', user_id: user, phone_number: `+3161234${String(1000 + lane)}`, message: 'Code {code}' };
      const { transaction_id: id } = mustBeOk(await website.initialise(form));
      mustBeOk(await website.verify(user, id, smsCode(keyring.mac('sms-code', id, keyring.oldestId))));
      return id as string;
    },
    poll: async (id) => void mustBeOk(await website.result(id)),
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
