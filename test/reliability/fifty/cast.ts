import { randomInt, randomUUID } from 'node:crypto';
import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import { createConfigurationApi } from '../../configuration/support/configuration-api.ts';
import { addType } from '../../configuration/support/types.ts';
import { enrollPhoneWithFactors, rightPin, wrongPin } from '../../mobile-authentication/support/phone-with-factors.ts';
import { enrollPhone } from '../../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../../support/enrolled-phone.ts';
import { createEntry } from './ledger.ts';
import type { Entry } from './ledger.ts';
import { untilDecided } from './persist.ts';
import { answerOnPhone, tryWrongPin } from './phone-actor.ts';
import { createSiteActor } from './site-actor.ts';
import type { SiteActor } from './site-actor.ts';

type Where = Pick<Endpoints, 'api' | 'sandbox' | 'clients'>;

/** Seconds: long enough for interrupted transactions, short enough to wait for the expiry of one. */
export const expiresIn = 120;
const types = { push: 'PUSH', pin: 'PUSH_WITH_PIN', text: 'SMS', otp: 'OTP' } as const;
const accept = { decision: 'accept' } as const;
const pin = (value: string) => ({ kind: 'pin', pin: value }) as const;

/** Types and phones, created before the first kill. */
export interface Cast {
  where: Where;
  phones: EnrolledPhone[];
  pinPhones: EnrolledPhone[];
}

export async function prepareCast(where: Where): Promise<Cast> {
  const configuration = createConfigurationApi(where);
  // Pushes without an approval count for the budget of a user, and these phones are used in every part of the test.
  const { status, body } = await configuration.patch('/general-settings', { push_budget: 1000 });
  if (status !== 204) throw new Error(`The budget stays as it is: ${status} ${JSON.stringify(body)}`);
  for (const [name, method] of Object.entries(types)) {
    const limits = method === 'SMS' ? { max_allowed_attempts: 20, max_allowed_resends: 5 } : {};
    const type = { name: `fifty ${name}`, method, request_expires_in: expiresIn, ...limits };
    await addType(configuration, type);
  }
  const brief = { name: 'fifty brief', method: 'PUSH', request_expires_in: 6 };
  await addType(configuration, brief);
  return {
    where,
    phones: await Promise.all(Array.from({ length: 13 }, () => enrollPhone(where))),
    pinPhones: await Promise.all(Array.from({ length: 4 }, () => enrollPhoneWithFactors(where))),
  };
}

/** How a site answers its callbacks: at once, slowly, or after two failures. */
const receivers = {
  prompt: undefined,
  slow: { status: 204, delay_ms: 5_000, times: 1 },
  failing: { status: 503, times: 2 },
} as const;
type Receiver = keyof typeof receivers;
const receiverNames = Object.keys(receivers) as Receiver[];

async function openReceiver({ sandbox }: Where, receiver: Receiver): Promise<string> {
  const url = `${sandbox}/callbacks/fifty-${receiver}-${randomUUID()}`;
  const behaviour = receivers[receiver];
  if (behaviour) {
    const body = JSON.stringify(behaviour);
    const headers = { 'content-type': 'application/json' };
    const { ok } = await fetch(`${url}/behaviour`, { method: 'PUT', headers, body });
    if (!ok) throw new Error(`The sandbox refused the behaviour of a ${receiver} site`);
  }
  return url;
}

/** The parties of one transaction: its entry, its site and its phone. */
interface Play {
  entry: Entry;
  site: SiteActor;
  phone: EnrolledPhone;
  /** Waits as long as a user would. */
  think: () => Promise<void>;
  where: Where;
  receiver: Receiver;
}

async function askPhone({ entry, site, phone, where, receiver }: Play, type: string): Promise<void> {
  entry.callbackUrl = await openReceiver(where, receiver);
  entry.userId = phone.userId;
  await site.initialise({
    type: `fifty ${type}`,
    user_id: phone.userId,
    device_id: phone.deviceId,
    callback_uri: entry.callbackUrl,
    message: 'Pay?',
  });
}

async function askByText({ entry, site }: Play): Promise<{ user: string; code: string }> {
  const user = `text-${randomUUID()}`;
  entry.userId = user;
  entry.number = `+316${randomInt(10_000_000, 99_999_999)}`;
  await site.initialise({ type: 'fifty text', user_id: user, phone_number: entry.number, message: 'Code {code}' });
  return { user, code: await site.code(user) };
}

const plays = {
  'push, accepted': async (play: Play) => {
    await askPhone(play, 'push');
    await play.think();
    await answerOnPhone(play.entry, play.phone, accept);
  },
  'push, refused': async (play: Play) => {
    await askPhone(play, 'push');
    await play.think();
    await answerOnPhone(play.entry, play.phone, { decision: 'reject', reason: 'cancelled' });
  },
  PIN: async (play: Play) => {
    await askPhone(play, 'pin');
    await play.think();
    await answerOnPhone(play.entry, play.phone, accept, pin(rightPin));
  },
  'wrong PIN, then right': async (play: Play) => {
    await askPhone(play, 'pin');
    await tryWrongPin(play.entry, play.phone, pin(wrongPin));
    await play.think();
    await answerOnPhone(play.entry, play.phone, accept, pin(rightPin));
  },
  text: async (play: Play) => {
    const { user, code } = await askByText(play);
    await play.think();
    await play.site.verify(user, code);
  },
  'text, wrong code first': async (play: Play) => {
    const { user, code } = await askByText(play);
    await play.site.verify(user, code === '000000' ? '111111' : '000000');
    await play.think();
    await play.site.verify(user, code);
  },
  'text, sent again': async (play: Play) => {
    const { user, code } = await askByText(play);
    await play.think();
    await play.site.resend(user);
    await play.site.verify(user, code);
  },
  OTP: async (play: Play) => {
    play.entry.callbackUrl = await openReceiver(play.where, play.receiver);
    const { otp } = await play.site.initialise({
      type: 'fifty otp',
      callback_uri: play.entry.callbackUrl,
      message: 'Sign in?',
    });
    await play.think();
    await untilDecided(play.entry, () => play.phone.app.claimTransaction(play.phone.profile.profileId, otp));
    play.entry.userId = play.phone.userId;
    await answerOnPhone(play.entry, play.phone, accept);
  },
  'cancelled while it is accepted': async (play: Play) => {
    await askPhone(play, 'push');
    const { app, profile } = play.phone;
    await untilDecided(play.entry, () => app.fetchTransaction(profile.profileId, play.entry.transactionId as string));
    await play.think();
    await Promise.all([play.site.cancel(), answerOnPhone(play.entry, play.phone, accept)]);
  },
  'the phone never answers': (play: Play) => askPhone(play, 'brief'),
};

const counts: Record<keyof typeof plays, number> = {
  'push, accepted': 12,
  'push, refused': 6,
  PIN: 4,
  'wrong PIN, then right': 4,
  text: 4,
  'text, wrong code first': 3,
  'text, sent again': 4,
  OTP: 5,
  'cancelled while it is accepted': 4,
  'the phone never answers': 4,
};

/**
 * Starts fifty transactions of all kinds at random times within `seconds`, and plays each to its end.
 * @param into Receives each answer to the sites and phones as it arrives.
 */
export async function playFifty(
  { where, phones, pinPhones }: Cast,
  random: () => number,
  into: { seconds: number; entries: Entry[] },
): Promise<void> {
  const kinds = Object.entries(counts).flatMap(([kind, count]) =>
    Array.from({ length: count }, (_, turn) => ({ kind: kind as keyof typeof plays, turn })),
  );
  const wait = (longest: number) => new Promise<void>((resolve) => setTimeout(resolve, random() * longest * 1000));
  await Promise.all(
    kinds.map(async ({ kind, turn }, index) => {
      const entry = createEntry(kind);
      into.entries.push(entry);
      const phone = (kind.includes('PIN') ? pinPhones[turn] : phones[index % phones.length]) as EnrolledPhone;
      const site = createSiteActor(where, entry);
      await wait(into.seconds);
      const receiver = receiverNames[index % receiverNames.length] as Receiver;
      await plays[kind]({ entry, site, phone, where, receiver, think: () => wait(2) });
      await site.awaitEnd();
    }),
  );
}
