import { connect } from './connection.ts';
import { createInstallation, type Registration } from './installation.ts';
import { createKeyEnrollment } from './key-enrollment.ts';
import { createProfiles, type Profile } from './profiles.ts';
import { readPushContent } from './push-content.ts';
import { confirmPushEnrollment, dropPush, resendPushEnrollment, startPushEnrollment, type PushEnrollment } from './push-enrollment.ts';
import { register, type RegistrationInput } from './registration.ts';
import type { AppStorage } from './storage/app-storage.ts';
import { answerTransaction, type AnswerOutcome, type Decision } from './transactions/answer-transaction.ts';
import { fetchTransaction } from './transactions/fetch-transaction.ts';
import { listOpenTransactions, type OpenTransaction } from './transactions/open-transactions.ts';
import { createShownTransactions } from './transactions/shown-transactions.ts';
import type { TransactionDetails } from './transactions/transaction-details.ts';
import { watchTransactions } from './transactions/watch-transactions.ts';
import { createAppApi } from './transport/app-api.ts';
import { waitFor } from './transport/delay.ts';
import { createHttp } from './transport/http.ts';
import { createMessageIds } from './transport/message-ids.ts';
import { createServerClock } from './transport/server-clock.ts';
import { createTokens } from './transport/tokens.ts';

export interface CountersignAppOptions {
  /** The server's public origin, e.g. `https://id.example.com`: exactly what it calls itself, as proofs name it. */
  origin: string;
  storage: AppStorage;
  /** The platform's own by default; must be able to stream bodies for `watchTransactions`. */
  fetch?: typeof fetch;
  /** The device's own clock by default; corrected from the server's answers. */
  clock?: () => Date;
  /** Waits between tries; timers by default. */
  delay?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export interface AppState {
  registered: boolean;
  deviceId?: string;
  clientId?: string;
  profiles: Profile[];
}

/** What a push turned out to be. */
export type PushEvent =
  | { kind: 'push-enrollment'; profileId: string; enrolled: true }
  | { kind: 'transaction'; profileId: string; transactionId: string; message: string };

/** One installation of an app. Every method rejects with a `CountersignError` when the server or the protocol refuses. */
export interface CountersignApp {
  state(): Promise<AppState>;
  /** Registers this installation; again is the same registration. */
  register(input: RegistrationInput): Promise<Registration>;
  /** Connects the user an enrolment code was made for. Needs `register`. */
  connect(enrollmentCode: string): Promise<Profile>;
  /** Exchanges PGP keys. Needed before push enrolment. */
  enrollKeys(profileId: string): Promise<void>;
  /** Starts to prove a push token; hand the push that follows to `handlePush`. */
  startPushEnrollment(profileId: string, pushToken: string): Promise<PushEnrollment>;
  resendPushEnrollment(profileId: string, enrollmentId: string): Promise<PushEnrollment>;
  /** Takes the `content` of any push: confirms an enrolment by itself, names the transaction of an authentication. */
  handlePush(content: Record<string, string>): Promise<PushEvent>;
  transactions(profileId: string): Promise<OpenTransaction[]>;
  /** Calls back at once and after every change until the signal aborts; survives lost connections. */
  watchTransactions(profileId: string, onChange: (open: OpenTransaction[]) => void, signal: AbortSignal): Promise<void>;
  /** What to show. Kept until answered, so it can be called again, also after a reload. */
  fetchTransaction(profileId: string, transactionId: string): Promise<TransactionDetails>;
  /** Signs and sends the decision about what `fetchTransaction` gave. */
  answer(profileId: string, transactionId: string, decision: Decision): Promise<AnswerOutcome>;
  /** Ends push messages to this profile. */
  dropPush(profileId: string): Promise<void>;
  /** Removes a user from this installation, here always and at the server when it can be reached. */
  forget(profileId: string): Promise<void>;
  /** Forgets all users, the registration and the device key. */
  reset(): Promise<void>;
}

/** The app protocol (docs/app-protocol.md) for one installation. */
export function createCountersignApp(options: CountersignAppOptions): CountersignApp {
  const deps = createDeps(options);
  const { storage, api, profiles, keys, installation } = deps;
  return {
    state: async () => {
      const registration = await installation.registration();
      if (!registration) return { registered: false, profiles: await profiles.list() };
      const { deviceId, clientId } = registration;
      return { registered: true, deviceId, clientId, profiles: await profiles.list() };
    },
    register: (input) => storage.exclusively('register', () => register(deps, input)),
    connect: (enrollmentCode) => connect(deps, enrollmentCode),
    enrollKeys: (profileId) => keys.enroll(profileId),
    startPushEnrollment: (profileId, pushToken) => startPushEnrollment(deps, profileId, pushToken),
    resendPushEnrollment: (profileId, enrollmentId) => resendPushEnrollment(api, profileId, enrollmentId),
    handlePush: async (content) => {
      const push = readPushContent(content);
      await profiles.load(push.profileId);
      if (push.kind === 'transaction') return push;
      await confirmPushEnrollment(deps, push.profileId, push);
      return { kind: push.kind, profileId: push.profileId, enrolled: true };
    },
    transactions: async (profileId) => {
      await deps.shown.forgetExpired(profileId, deps.clock.now());
      return await listOpenTransactions(api, profileId);
    },
    watchTransactions: (profileId, onChange, signal) => watchTransactions(deps, profileId, onChange, signal),
    fetchTransaction: (profileId, transactionId) => fetchTransaction(deps, profileId, transactionId),
    answer: (profileId, transactionId, decision) => answerTransaction(deps, profileId, transactionId, decision),
    dropPush: (profileId) => dropPush(deps, profileId),
    forget: (profileId) => forget(deps, profileId),
    reset: async () => {
      for (const { profileId } of await profiles.list()) await forget(deps, profileId);
      await storage.clear();
      installation.reset();
    },
  };
}

type Deps = ReturnType<typeof createDeps>;

/** Composition root: everything one installation is made of. */
function createDeps(options: CountersignAppOptions) {
  const { storage, delay = waitFor } = options;
  const clock = createServerClock(options.clock ?? (() => new Date()));
  const installation = createInstallation(storage);
  const fetchNow = options.fetch ?? ((input: RequestInfo | URL, init?: RequestInit) => globalThis.fetch(input, init));
  const http = createHttp({ origin: options.origin, fetch: fetchNow, clock, delay, deviceKey: installation.deviceKey });
  const messageIds = createMessageIds(storage);
  const profiles = createProfiles(storage);
  const tokens = createTokens({ http, storage, installation, profiles, clock });
  const api = createAppApi({ http, tokens, messageIds });
  const keys = createKeyEnrollment({ api, storage, profiles, clock });
  const shown = createShownTransactions(storage);
  const forgetLocally = async (profileId: string) => {
    await tokens.forget(profileId);
    await keys.forget(profileId);
    await shown.forget(profileId);
    await messageIds.forget(`${profileId}:`);
    await profiles.remove(profileId);
  };
  return { storage, delay, clock, installation, http, messageIds, tokens, api, profiles, keys, shown, forgetLocally };
}

/** The server is told, but only once: a user who forgets a phone without network must succeed. */
async function forget({ api, profiles, forgetLocally }: Deps, profileId: string): Promise<void> {
  const profile = await profiles.load(profileId);
  try {
    if (profile.pushEnrolled) await api.delete(profileId, '/push-enrollment', { maxTries: 1 });
    if (profile.keysEnrolled) await api.delete(profileId, '/key-enrollment', { maxTries: 1 });
  } catch {
    // best effort: the server also drops what it can no longer reach
  }
  await forgetLocally(profileId);
}
