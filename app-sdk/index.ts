export type { Authenticator, AuthenticatorPublicKey, Factor } from './authenticators/authenticator.ts';
export type { AuthenticatorList } from './authenticators/authenticators.ts';
export { standardPinCrypto } from './authenticators/pin-crypto.ts';
export type { Ed25519Key, PinCrypto, PinStretching } from './authenticators/pin-crypto.ts';
export { defaultPinPolicy, pinProblems } from './authenticators/pin-policy.ts';
export type { PinPolicy } from './authenticators/pin-policy.ts';
export { softwareAuthenticator } from './authenticators/software-authenticator.ts';
export { workerPinCrypto } from './authenticators/worker-pin-crypto.ts';
export type { ConnectOptions } from './connection.ts';
export { createCountersignApp } from './countersign-app.ts';
export type { AppState, CountersignApp, CountersignAppOptions, PushEvent } from './countersign-app.ts';
export type { DeviceKey, DevicePublicKey } from './device-key.ts';
export { CountersignError, isCountersignError } from './errors.ts';
export type {
  AuthenticatorRevoked,
  CountersignErrorCode,
  CountersignErrorDetails,
  CountersignErrorOf,
  Disconnected,
  FactorRequired,
  Offline,
  PinProblem,
  PinRefused,
  WrongPin,
} from './errors.ts';
export type { WebSignIn } from './app-to-web.ts';
export type { Registration } from './installation.ts';
export type { Profile } from './profiles.ts';
export type { PushEnrollment, PushTokenState } from './push-enrollment.ts';
export type { RegistrationInput } from './registration.ts';
export type { AppStorage } from './storage/app-storage.ts';
export { browserStorage } from './storage/browser.ts';
export { memoryStorage } from './storage/memory.ts';
export type { AnswerOutcome, Decision } from './transactions/answer-transaction.ts';
export type { OpenTransaction } from './transactions/open-transactions.ts';
export type { TransactionContext, TransactionDetails } from './transactions/transaction-details.ts';
