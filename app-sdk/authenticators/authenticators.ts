import { CountersignError, isCountersignError } from '../errors.ts';
import type { Profiles } from '../profiles.ts';
import type { AppStorage } from '../storage/app-storage.ts';
import type { AppApi } from '../transport/app-api.ts';
import type { ServerClock } from '../transport/server-clock.ts';
import { authenticatorName, checkAuthenticatorName, type Authenticator, type Factor } from './authenticator.ts';
import { createAuthenticatorKeys, type AuthenticatorKey, type AuthenticatorKeys } from './authenticator-keys.ts';
import type { FactorKey, FactorPublicKey } from './factor-key.ts';
import { createFactorProof, dropPayload, setPayload, type FactorPayload } from './factor-proof.ts';
import type { PinCrypto } from './pin-crypto.ts';
import { createPinSalt, derivePinKey, type PinKey, type PinSalt } from './pin-key.ts';
import { checkPin, type PinPolicy } from './pin-policy.ts';

/** A profile's authenticators at the server. */
export interface AuthenticatorList {
  authenticators: { name: string; createdAt: Date }[];
  /** Absent when the application sets no limit. */
  maxPinAttempts?: number;
  attemptsLeft?: number;
}

/** A PIN for a new connection, before the profile exists. */
export interface NewPin {
  salt: PinSalt;
  publicKey: PinKey['publicKey'];
}

export interface Authenticators {
  /** Gets the list from the server. */
  list(profileId: string): Promise<AuthenticatorList>;
  /** Creates the key of a PIN that the policy allows, to be adopted by the profile after the connection. */
  preparePin(pin: string): Promise<NewPin>;
  /** Stores a PIN that the server accepted with the connection as the profile's, and deletes its other authenticators. */
  adoptPin(profileId: string, pin: NewPin): Promise<void>;
  setPin(profileId: string, pin: string, currentPin?: string): Promise<void>;
  set(profileId: string, name: string, pin: string): Promise<void>;
  drop(profileId: string, name: string, pin: string): Promise<void>;
  /** Prepares a factor: stretches the PIN or loads the key. The platform shows its prompt when the factor proves. */
  prover(profileId: string, factor: Factor): Promise<Prover>;
  /** Runs work that needs a factor, and deletes the authenticator when the server has revoked it. */
  proving<T>(profileId: string, factor: Factor, run: (prover: Prover) => Promise<T>): Promise<T>;
  /** Deletes salt and keys on this installation. */
  forget(profileId: string): Promise<void>;
}

/** Proves one factor. */
export interface Prover {
  name: string;
  prove(payload: FactorPayload): Promise<string>;
}

export interface AuthenticatorsOptions {
  api: AppApi;
  storage: AppStorage;
  profiles: Profiles;
  clock: ServerClock;
  pinCrypto: PinCrypto;
  pinPolicy: PinPolicy;
  /** The platform's authenticators, by their names at the server. */
  platform: Readonly<Record<string, Authenticator>>;
}

type Deps = AuthenticatorsOptions & { keys: AuthenticatorKeys };

/** PIN, fingerprint and custom authenticators of the profiles. One change at a time for each profile. */
export function createAuthenticators(options: AuthenticatorsOptions): Authenticators {
  const deps: Deps = { ...options, keys: createAuthenticatorKeys(options.storage) };
  const inTurn = <T>(profileId: string, work: () => Promise<T>) =>
    options.storage.exclusively(`authenticators:${profileId}`, work);
  return {
    list: (profileId) => list(deps, profileId),
    preparePin: (pin) => preparePin(deps, pin),
    adoptPin: (profileId, pin) =>
      inTurn(profileId, async () => {
        await forget(deps, profileId);
        await deps.keys.save(profileId, { pinSalt: pin.salt, keys: {}, pending: {} });
        await deps.profiles.change(profileId, { authenticators: ['pin'] });
      }),
    setPin: (profileId, pin, currentPin) => inTurn(profileId, () => setPin(deps, profileId, pin, currentPin)),
    set: (profileId, name, pin) => inTurn(profileId, () => setAuthenticator(deps, profileId, name, pin)),
    drop: (profileId, name, pin) => inTurn(profileId, () => drop(deps, profileId, name, pin)),
    prover: (profileId, factor) => createProver(deps, profileId, factor),
    proving: async (profileId, factor, run) => {
      try {
        return await run(await createProver(deps, profileId, factor));
      } catch (error) {
        if (isCountersignError(error, 'authenticator_revoked'))
          await inTurn(profileId, () => dropLocally(deps, profileId, authenticatorName(factor)));
        throw error;
      }
    },
    forget: (profileId) => inTurn(profileId, () => forget(deps, profileId)),
  };
}

async function list({ api, profiles }: Deps, profileId: string): Promise<AuthenticatorList> {
  const answer = await api.get(profileId, '/authenticators');
  const authenticators = answer
    .list('authenticators')
    .map((each) => ({ name: each.text('name'), createdAt: each.date('created_at') }));
  await profiles.change(profileId, { authenticators: authenticators.map(({ name }) => name) });
  return {
    authenticators,
    maxPinAttempts: answer.optionalNumber('max_pin_attempts') || undefined,
    attemptsLeft: answer.optionalNumber('attempts_left'),
  };
}

async function preparePin({ pinCrypto, pinPolicy }: Deps, pin: string): Promise<NewPin> {
  checkPin(pin, pinPolicy);
  const salt = createPinSalt();
  const { publicKey } = await derivePinKey(pinCrypto, pin, salt);
  return { salt, publicKey };
}

/**
 * Sets or changes the PIN. The message is kept in memory only: with its public key and the salt, a thief of the storage
 * could try all PINs. After a crash the user is not locked out, as the former and the new PIN share the salt and one of them is right.
 */
async function setPin(deps: Deps, profileId: string, pin: string, currentPin: string | undefined): Promise<void> {
  checkPin(pin, deps.pinPolicy);
  const { authenticators = [] } = await deps.profiles.load(profileId);
  if (authenticators.includes('pin') && currentPin === undefined)
    throw new CountersignError('factor_required', { authenticators: ['pin'] });
  const kept = await deps.keys.load(profileId);
  const pinSalt = kept.pinSalt ?? createPinSalt();
  await deps.keys.save(profileId, { ...kept, pinSalt });
  const { publicKey } = await derivePinKey(deps.pinCrypto, pin, pinSalt);
  const current =
    currentPin === undefined ? undefined : await createProver(deps, profileId, { kind: 'pin', pin: currentPin });
  await sendKey(deps, profileId, { name: 'pin', publicKey, current, inMemory: true });
  await noteSet(deps, profileId, 'pin');
}

/** Creates a new key for a fingerprint or custom authenticator, and keeps the former one until the server has accepted it. */
async function setAuthenticator(deps: Deps, profileId: string, name: string, pin: string): Promise<void> {
  const authenticator = platformOf(deps, name);
  const current = await createProver(deps, profileId, { kind: 'pin', pin });
  const kept = await deps.keys.load(profileId);
  const pending = kept.pending[name] ?? (await createKey(authenticator, profileId, name));
  await deps.keys.save(profileId, { ...kept, pending: { ...kept.pending, [name]: pending } });
  try {
    await sendKey(deps, profileId, { name, publicKey: pending.publicKey, current });
  } catch (error) {
    if (
      isCountersignError(
        error,
        'authenticator_disabled',
        'invalid_authenticator_key',
        'pin_required',
        'too_many_authenticators',
      )
    )
      await forgetPending(deps, profileId, name);
    throw error;
  }
  const replaced = kept.keys[name];
  const { [name]: _sent, ...stillPending } = kept.pending;
  await deps.keys.save(profileId, { ...kept, keys: { ...kept.keys, [name]: pending }, pending: stillPending });
  if (replaced) await authenticator.deleteKey(replaced.keyId);
  await noteSet(deps, profileId, name);
}

interface SentKey {
  name: string;
  publicKey: FactorPublicKey;
  /** The prover of the current PIN, if there is one. */
  current: Prover | undefined;
  inMemory?: boolean;
}

async function sendKey(
  { api, clock }: Deps,
  profileId: string,
  { name, publicKey, current, inMemory }: SentKey,
): Promise<void> {
  await api.send(profileId, {
    method: 'PUT',
    path: `/authenticators/${name}`,
    purpose: `set-authenticator:${name}`,
    intent: publicKey.x,
    inMemory,
    supersedes: [`drop-authenticator:${name}`],
    compose: async () => ({ public_key: publicKey }),
    factorProof:
      current &&
      (async (messageId) =>
        current.prove(await setPayload({ profileId, name, publicKey, messageId, at: clock.now() }))),
  });
}

/** Deletes one authenticator, at the server and here. Without the PIN the others cannot be used, so they are deleted with it. */
async function drop(deps: Deps, profileId: string, name: string, pin: string): Promise<void> {
  if (name !== 'pin') checkAuthenticatorName(name);
  const current = await createProver(deps, profileId, { kind: 'pin', pin });
  await deps.api.send(profileId, {
    method: 'DELETE',
    path: `/authenticators/${name}`,
    purpose: `drop-authenticator:${name}`,
    intent: 'drop',
    supersedes: [name === 'pin' ? 'set-authenticator:' : `set-authenticator:${name}`],
    factorProof: (messageId) => current.prove(dropPayload({ profileId, name, messageId, at: deps.clock.now() })),
  });
  if (name !== 'pin') return await dropLocally(deps, profileId, name);
  await forget(deps, profileId);
  await deps.profiles.change(profileId, { authenticators: [] });
}

async function createProver(deps: Deps, profileId: string, factor: Factor): Promise<Prover> {
  const name = authenticatorName(factor);
  const key =
    factor.kind === 'pin'
      ? await pinKeyOf(deps, profileId, factor.pin)
      : await platformKeyOf(deps, profileId, name, factor.prompt);
  return { name, prove: (payload) => createFactorProof(key, name, payload) };
}

/** Does not check the policy: a PIN that was allowed when it was set must work. */
async function pinKeyOf({ keys, profiles, pinCrypto }: Deps, profileId: string, pin: string): Promise<FactorKey> {
  const { pinSalt } = await keys.load(profileId);
  if (pinSalt) return await derivePinKey(pinCrypto, pin, pinSalt);
  await profiles.load(profileId);
  throw new CountersignError('authenticator_not_set', { detail: 'this profile has no PIN on this installation' });
}

async function platformKeyOf(
  deps: Deps,
  profileId: string,
  name: string,
  prompt: string | undefined,
): Promise<FactorKey> {
  const authenticator = platformOf(deps, name);
  const { keys, pending } = await deps.keys.load(profileId);
  const key = keys[name];
  // with the wrong one of two keys the server would revoke the authenticator, so it has to be set again first
  if (!key || pending[name])
    throw new CountersignError('authenticator_not_set', { detail: `"${name}" is not set, or not confirmed yet` });
  return { algorithm: 'ES256', sign: (data) => onPlatform(() => authenticator.sign(key.keyId, data, prompt)) };
}

function platformOf({ platform }: Deps, name: string): Authenticator {
  checkAuthenticatorName(name);
  const authenticator = Object.hasOwn(platform, name) ? platform[name] : undefined;
  if (!authenticator)
    throw new CountersignError('authenticator_not_set', { detail: `this app has no implementation of "${name}"` });
  return authenticator;
}

async function createKey(authenticator: Authenticator, profileId: string, name: string): Promise<AuthenticatorKey> {
  const keyId = `${profileId}:${name}:${crypto.randomUUID()}`;
  return { keyId, publicKey: await onPlatform(() => authenticator.createKey(keyId)) };
}

async function onPlatform<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof CountersignError) throw cause;
    throw new CountersignError('factor_unavailable', { detail: 'the platform could not use the key', cause });
  }
}

async function noteSet({ profiles }: Deps, profileId: string, name: string): Promise<void> {
  const { authenticators = [] } = await profiles.load(profileId);
  await profiles.change(profileId, { authenticators: [...new Set([...authenticators, name])] });
}

async function forgetPending(deps: Deps, profileId: string, name: string): Promise<void> {
  const kept = await deps.keys.load(profileId);
  const { [name]: refused, ...pending } = kept.pending;
  await deps.keys.save(profileId, { ...kept, pending });
  if (refused) await deps.platform[name]?.deleteKey(refused.keyId);
}

async function dropLocally(deps: Deps, profileId: string, name: string): Promise<void> {
  const kept = await deps.keys.load(profileId);
  const { [name]: dropped, ...keys } = kept.keys;
  await deps.keys.save(profileId, { ...kept, keys });
  const { authenticators = [] } = await deps.profiles.load(profileId);
  await deps.profiles.change(profileId, { authenticators: authenticators.filter((each) => each !== name) });
  await forgetPending(deps, profileId, name);
  if (dropped) await deps.platform[name]?.deleteKey(dropped.keyId);
}

async function forget(deps: Deps, profileId: string): Promise<void> {
  const { keys, pending } = await deps.keys.load(profileId);
  for (const [name, { keyId }] of [...Object.entries(keys), ...Object.entries(pending)])
    await deps.platform[name]?.deleteKey(keyId);
  await deps.keys.remove(profileId);
}
