import { openOnWeb, type WebSignIn } from './app-to-web.ts';
import type { Authenticator, Factor } from './authenticators/authenticator.ts';
import { createAuthenticators, type AuthenticatorList } from './authenticators/authenticators.ts';
import { refreshPayload } from './authenticators/factor-proof.ts';
import { standardPinCrypto, type PinCrypto } from './authenticators/pin-crypto.ts';
import { defaultPinPolicy, pinProblems, type PinPolicy } from './authenticators/pin-policy.ts';
import { connect, type ConnectOptions } from './connection.ts';
import type { PinProblem } from './errors.ts';
import { createInstallation, type Registration } from './installation.ts';
import { createKeyEnrollment } from './key-enrollment/key-enrollment.ts';
import { createServerKey } from './key-enrollment/server-key.ts';
import { createProfiles, type Profile } from './profiles.ts';
import { readPushContent } from './push-content.ts';
import {
  confirmPushEnrollment,
  dropPush,
  refreshPushToken,
  resendPushEnrollment,
  startPushEnrollment,
  type PushEnrollment,
  type PushTokenState,
} from './push-enrollment.ts';
import { register, type RegistrationInput } from './registration.ts';
import type { AppStorage } from './storage/app-storage.ts';
import { createAnswers, type AnswerOutcome, type Decision } from './transactions/answer-transaction.ts';
import { claimTransaction } from './transactions/claim-transaction.ts';
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
  /** The server's public origin, e.g. `https://id.example.com`, exactly as the server is configured, as proofs contain it. */
  origin: string;
  storage: AppStorage;
  /** The platform's by default; must be able to stream bodies for `watchTransactions`. */
  fetch?: typeof fetch;
  /** The device's clock by default; corrected from the server's answers. */
  clock?: () => Date;
  /** Waits between tries; timers by default. */
  delay?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** False when the platform knows that there is no network; `navigator.onLine` by default. */
  isOnline?: () => boolean;
  /** The platform's authenticators by name: `fingerprint`, and any custom ones. None by default. */
  authenticators?: Readonly<Record<string, Authenticator>>;
  /** Changes of the default PIN policy. */
  pinPolicy?: Partial<PinPolicy>;
  /** Faster primitives, if the platform has them. */
  pinCrypto?: PinCrypto;
}

export interface AppState {
  registered: boolean;
  deviceId?: string;
  clientId?: string;
  profiles: Profile[];
  /** The chosen user, or the only one. */
  chosenProfileId?: string;
}

/** The meaning of a push. */
export type PushEvent =
  | { kind: 'push-enrollment'; profileId: string; enrolled: true }
  | { kind: 'transaction'; profileId: string; transactionId: string; message: string };

/** One installation of an app. Every method rejects with a `CountersignError` when the server or the protocol refuses. */
export interface CountersignApp {
  state(): Promise<AppState>;
  /** Registers this installation. Idempotent. */
  register(input: RegistrationInput): Promise<Registration>;
  /** Connects the user of an enrolment code, with or without a PIN. Needs `register`. */
  connect(enrollmentCode: string, options?: ConnectOptions): Promise<Profile>;
  /** Stores which user the app acts for. */
  choose(profileId: string): Promise<void>;

  /** The problems of a PIN by the policy, without a request; empty when it is allowed. */
  pinProblems(pin: string): PinProblem[];
  /** Sets the first PIN, or changes it with the current one. */
  setPin(profileId: string, pin: string, currentPin?: string): Promise<void>;
  /** Deletes the PIN and every other authenticator. */
  dropPin(profileId: string, pin: string): Promise<void>;
  /** Sets `fingerprint` or a custom authenticator with a new key, authorised by the PIN. */
  setAuthenticator(profileId: string, name: string, pin: string): Promise<void>;
  dropAuthenticator(profileId: string, name: string, pin: string): Promise<void>;
  /** Gets this user's authenticators from the server. */
  authenticators(profileId: string): Promise<AuthenticatorList>;
  /** Gets new tokens by a factor, after `factor_required` or to authenticate the user. */
  unlock(profileId: string, factor: Factor): Promise<void>;

  /** Exchanges PGP keys. Needed before push enrolment. */
  enrollKeys(profileId: string): Promise<void>;
  /** Starts the enrolment of a push token; pass the push that follows to `handlePush`. */
  startPushEnrollment(profileId: string, pushToken: string): Promise<PushEnrollment>;
  resendPushEnrollment(profileId: string, enrollmentId: string): Promise<PushEnrollment>;
  /** Tells the server that the platform has given this app another push token. */
  refreshPushToken(profileId: string, pushToken: string): Promise<PushTokenState>;
  /** Ends push messages to this profile. */
  dropPush(profileId: string): Promise<void>;
  /** Handles the `content` of any push: confirms an enrolment, or returns the transaction of an authentication. */
  handlePush(content: Record<string, string>): Promise<PushEvent>;

  transactions(profileId: string): Promise<OpenTransaction[]>;
  /** Calls back at once and after every change until the signal aborts. Reconnects after a lost connection. */
  watchTransactions(profileId: string, onChange: (open: OpenTransaction[]) => void, signal: AbortSignal): Promise<void>;
  /** Claims the transaction of an OTP that a website shows for this user. @returns its id. */
  claimTransaction(profileId: string, otp: string): Promise<string>;
  /** Gets the content to show. It is stored until the answer, so the call can be repeated, also after a reload. */
  fetchTransaction(profileId: string, transactionId: string): Promise<TransactionDetails>;
  /** Signs and sends the decision about the result of `fetchTransaction`, with a factor when its `factors` require one. */
  answer(profileId: string, transactionId: string, decision: Decision, factor?: Factor): Promise<AnswerOutcome>;

  /** Gets an address that signs a browser in as this user and leads it to `targetUrl`. Open it at once. */
  openOnWeb(profileId: string, targetUrl: string): Promise<WebSignIn>;

  /** Removes a user from this installation: always here, and at the server as far as it can be reached. */
  forget(profileId: string): Promise<void>;
  /** Deletes all users, the registration and the device key. */
  reset(): Promise<void>;
}

/** The app protocol (docs/app-protocol.md) for one installation. */
export function createCountersignApp(options: CountersignAppOptions): CountersignApp {
  const deps = createDeps(options);
  return { ...installationOf(deps), ...factorsOf(deps), ...pushesOf(deps), ...transactionsOf(deps) };
}

function installationOf(deps: Deps) {
  const { storage, profiles, installation } = deps;
  return {
    state: () => readState(deps),
    register: (input: RegistrationInput) => storage.exclusively('register', () => register(deps, input)),
    connect: (enrollmentCode: string, options?: ConnectOptions) => connect(deps, enrollmentCode, options),
    choose: (profileId: string) => profiles.choose(profileId),
    forget: (profileId: string) => forget(deps, profileId),
    reset: async () => {
      for (const { profileId } of await profiles.list()) await forget(deps, profileId);
      await storage.clear();
      installation.reset();
    },
  };
}

function factorsOf({ authenticators, tokens, clock, pinPolicy }: Deps) {
  return {
    pinProblems: (pin: string) => pinProblems(pin, pinPolicy),
    setPin: authenticators.setPin,
    dropPin: (profileId: string, pin: string) => authenticators.drop(profileId, 'pin', pin),
    setAuthenticator: authenticators.set,
    dropAuthenticator: authenticators.drop,
    authenticators: authenticators.list,
    unlock: (profileId: string, factor: Factor) =>
      authenticators.proving(profileId, factor, ({ prove }) =>
        tokens.unlock(
          profileId,
          async (refreshToken) => await prove(await refreshPayload(profileId, refreshToken, clock.now())),
        ),
      ),
  };
}

function pushesOf(deps: Deps) {
  const { storage, api, keys, profiles } = deps;
  return {
    enrollKeys: keys.enroll,
    startPushEnrollment: (profileId: string, pushToken: string) => startPushEnrollment(deps, profileId, pushToken),
    resendPushEnrollment: (profileId: string, enrollmentId: string) =>
      resendPushEnrollment(api, profileId, enrollmentId),
    refreshPushToken: (profileId: string, pushToken: string) =>
      storage.exclusively(profileId, () => refreshPushToken(deps, profileId, pushToken)),
    // A check of the token that is under way is answered first: afterwards it would be refused.
    dropPush: (profileId: string) => storage.exclusively(profileId, () => dropPush(deps, profileId)),
    handlePush: async (content: Record<string, string>): Promise<PushEvent> => {
      const push = readPushContent(content);
      await profiles.load(push.profileId);
      if (push.kind === 'transaction') return push;
      await confirmPushEnrollment(deps, push.profileId, push);
      return { kind: push.kind, profileId: push.profileId, enrolled: true };
    },
  };
}

function transactionsOf(deps: Deps) {
  return {
    transactions: async (profileId: string) => {
      const expired = await deps.shown.forgetExpired(profileId, deps.clock.now());
      await deps.api.supersede(
        profileId,
        expired.map((id) => `answer:${id}`),
      );
      return await listOpenTransactions(deps, profileId);
    },
    watchTransactions: (profileId: string, onChange: (open: OpenTransaction[]) => void, signal: AbortSignal) =>
      watchTransactions(deps, profileId, onChange, signal),
    claimTransaction: (profileId: string, otp: string) => claimTransaction(deps, profileId, otp),
    fetchTransaction: (profileId: string, transactionId: string) => fetchTransaction(deps, profileId, transactionId),
    answer: createAnswers(deps),
    openOnWeb: (profileId: string, targetUrl: string) => openOnWeb(deps, profileId, targetUrl),
  };
}

type Deps = ReturnType<typeof createDeps>;

/** Composition root: creates all parts of one installation. */
function createDeps(options: CountersignAppOptions) {
  const { storage, delay = waitFor, pinCrypto = standardPinCrypto, authenticators: platform = {} } = options;
  const pinPolicy = { ...defaultPinPolicy, ...options.pinPolicy };
  const clock = createServerClock(options.clock ?? (() => new Date()));
  const installation = createInstallation(storage);
  const fetchNow = options.fetch ?? ((input: RequestInfo | URL, init?: RequestInit) => globalThis.fetch(input, init));
  const isOnline = options.isOnline ?? (() => globalThis.navigator?.onLine !== false);
  const http = createHttp({
    origin: options.origin,
    fetch: fetchNow,
    clock,
    delay,
    deviceKey: installation.deviceKey,
    isOnline,
  });
  const messageIds = createMessageIds(storage);
  const profiles = createProfiles(storage);
  const tokens = createTokens({ http, storage, installation, profiles, clock });
  const api = createAppApi({ http, tokens, messageIds });
  const keys = createKeyEnrollment({ api, storage, profiles, clock });
  const serverKey = createServerKey({ keys, profiles });
  const authenticators = createAuthenticators({ api, storage, profiles, clock, pinCrypto, pinPolicy, platform });
  const shown = createShownTransactions(storage);
  const forgetLocally = async (profileId: string) => {
    await tokens.forget(profileId);
    await keys.forget(profileId);
    await authenticators.forget(profileId);
    await shown.forget(profileId);
    await messageIds.forget(`${profileId}:`);
    await profiles.remove(profileId);
  };
  const transport = { clock, http, messageIds, tokens, api, delay };
  return {
    ...transport,
    storage,
    installation,
    profiles,
    keys,
    serverKey,
    authenticators,
    pinPolicy,
    shown,
    forgetLocally,
  };
}

async function readState({ installation, profiles }: Deps): Promise<AppState> {
  const registration = await installation.registration();
  const state = { profiles: await profiles.list(), chosenProfileId: await profiles.chosen() };
  if (!registration) return { registered: false, ...state };
  const { deviceId, clientId } = registration;
  return { registered: true, deviceId, clientId, ...state };
}

/** Makes one attempt at the server, so that the removal succeeds without network, too. */
async function forget({ api, tokens, profiles, forgetLocally }: Deps, profileId: string): Promise<void> {
  const profile = await profiles.load(profileId);
  const steps = [
    profile.pushEnrolled && (() => api.delete(profileId, '/push-enrollment', { maxTries: 1 })),
    profile.keysEnrolled && (() => api.delete(profileId, '/key-enrollment', { maxTries: 1 })),
    () => tokens.revoke(profileId),
  ];
  for (const step of steps) {
    // best effort: the server also deletes enrolments that it can no longer reach
    if (step) await step().catch(() => undefined);
  }
  await forgetLocally(profileId);
}
