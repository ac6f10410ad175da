import { CountersignError, isCountersignError } from '../errors.ts';
import type { Installation } from '../installation.ts';
import type { Profiles } from '../profiles.ts';
import type { AppStorage } from '../storage/app-storage.ts';
import { Answer } from './answers.ts';
import type { Http } from './http.ts';
import type { ServerClock } from './server-clock.ts';

interface TokenRecord {
  accessToken: string;
  refreshToken: string;
  /** Server time, epoch milliseconds. */
  refreshAt: number;
}

/** Options for redeeming an enrolment code. */
export interface RedeemOptions {
  /** The public key of the user's new PIN. */
  pinKey?: object | undefined;
  /** Scopes of the tokens; without it, all that the application grants. */
  scope?: readonly string[] | undefined;
}

export interface Tokens {
  /** Redeems an enrolment code. */
  redeem(enrollmentCode: string, options: RedeemOptions): Promise<{ profileId: string; userId: string }>;
  /** A valid access token; it is renewed shortly before it expires. */
  accessToken(profileId: string): Promise<string>;
  /** Another token than the one that was refused. */
  renew(profileId: string, refused: string): Promise<string>;
  /**
   * Gets new tokens by a factor, whether or not the former ones have expired.
   *
   * @param prove creates the proof of a factor for a refresh with this token.
   */
  unlock(profileId: string, prove: (refreshToken: string) => Promise<string>): Promise<void>;
  /** False once the server has disconnected the user from this device; true when tokens have only expired. */
  isConnected(profileId: string): Promise<boolean>;
  /** Records that the server has disconnected the user from this device. */
  disconnect(profileId: string): Promise<void>;
  /** Revokes the tokens at the server. */
  revoke(profileId: string): Promise<void>;
  forget(profileId: string): Promise<void>;
}

const ENROLLMENT_CODE_GRANT = 'urn:countersign:grant-type:enrollment-code';
/** Milliseconds before expiry at which a token is renewed, but not before four fifths of its lifetime. */
const RENEW_BEFORE_MS = 30_000;

export interface TokensOptions {
  http: Http;
  storage: AppStorage;
  installation: Installation;
  profiles: Profiles;
  clock: ServerClock;
}

/** DPoP-bound tokens, one pair per profile. One refresh runs at a time, over all tabs, as a refresh token works once. */
export function createTokens(options: TokensOptions): Tokens {
  const { storage, profiles } = options;
  const renewals = new Map<string, Promise<string>>();

  const renewOnce = (profileId: string, refused: string): Promise<string> => {
    const running = renewals.get(profileId);
    if (running) return running;
    const renewal = storage
      .exclusively(nameOf(profileId), () => renew(options, profileId, refused))
      .finally(() => renewals.delete(profileId));
    renewals.set(profileId, renewal);
    return renewal;
  };

  return {
    redeem: (enrollmentCode, wanted) => redeem(options, enrollmentCode, wanted),
    accessToken: async (profileId) => {
      const tokens = await load(options, profileId);
      return options.clock.now().getTime() < tokens.refreshAt
        ? tokens.accessToken
        : await renewOnce(profileId, tokens.accessToken);
    },
    renew: renewOnce,
    unlock: (profileId, prove) =>
      storage.exclusively(nameOf(profileId), async () => {
        const tokens = await load(options, profileId);
        await refresh(options, profileId, tokens, prove);
      }),
    isConnected: async (profileId) => !(await profiles.load(profileId)).disconnected,
    disconnect: (profileId) => disconnect(options, profileId),
    revoke: (profileId) => revoke(options, profileId),
    forget: (profileId) => storage.remove(nameOf(profileId)),
  };
}

async function redeem(
  options: TokensOptions,
  enrollmentCode: string,
  { pinKey, scope }: RedeemOptions,
): Promise<{ profileId: string; userId: string }> {
  const answer = await askForTokens(options, async () => ({
    grant_type: ENROLLMENT_CODE_GRANT,
    enrollment_code: enrollmentCode,
    ...(pinKey && { pin_key: JSON.stringify(pinKey) }),
    ...(scope && { scope: scope.join(' ') }),
  }));
  const profileId = answer.text('profile_id');
  await keep(options, profileId, answer);
  return { profileId, userId: answer.text('user_id') };
}

/** Renews without a factor, unless the profile is known to have authenticators. */
async function renew(options: TokensOptions, profileId: string, refused: string): Promise<string> {
  const tokens = await load(options, profileId);
  if (tokens.accessToken !== refused) return tokens.accessToken;
  const { authenticators = [] } = await options.profiles.load(profileId);
  if (authenticators.length > 0) throw new CountersignError('factor_required', { authenticators });
  return await refresh(options, profileId, tokens);
}

async function refresh(
  options: TokensOptions,
  profileId: string,
  { refreshToken }: TokenRecord,
  prove?: (refreshToken: string) => Promise<string>,
): Promise<string> {
  try {
    const answer = await askForTokens(options, async () => ({
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      ...(prove && { factor_proof: await prove(refreshToken) }),
    }));
    return await keep(options, profileId, answer);
  } catch (error) {
    if (isCountersignError(error, 'disconnected')) await disconnect(options, profileId);
    if (isCountersignError(error, 'factor_required'))
      await options.profiles.change(profileId, { authenticators: [...error.authenticators] });
    if (!isCountersignError(error, 'invalid_grant', 'invalid_client')) throw error;
    await options.storage.remove(nameOf(profileId));
    throw new CountersignError('disconnected', { detail: error.detail, httpStatus: error.httpStatus, cause: error });
  }
}

async function askForTokens(
  { http, installation }: TokensOptions,
  grant: () => Promise<Record<string, string>>,
): Promise<Answer> {
  const { clientId } = await installation.registered();
  const answer = await http.send({
    method: 'POST',
    path: '/oauth/token',
    body: async () => new URLSearchParams({ ...(await grant()), client_id: clientId }).toString(),
    contentType: 'application/x-www-form-urlencoded',
  });
  return Answer.of(answer);
}

async function keep({ storage, clock }: TokensOptions, profileId: string, answer: Answer): Promise<string> {
  const lifetimeMs = answer.number('expires_in') * 1000;
  const record: TokenRecord = {
    accessToken: answer.text('access_token'),
    refreshToken: answer.text('refresh_token'),
    refreshAt: clock.now().getTime() + lifetimeMs - Math.min(RENEW_BEFORE_MS, lifetimeMs / 5),
  };
  if (answer.text('token_type').toLowerCase() !== 'dpop') {
    throw new CountersignError('unexpected_answer', { detail: 'the token is not bound to the device key' });
  }
  await storage.write(nameOf(profileId), record);
  return record.accessToken;
}

async function load({ storage, profiles }: TokensOptions, profileId: string): Promise<TokenRecord> {
  const tokens = (await storage.read(nameOf(profileId))) as TokenRecord | undefined;
  if (tokens) return tokens;
  await profiles.load(profileId);
  throw new CountersignError('disconnected');
}

async function disconnect({ storage, profiles }: TokensOptions, profileId: string): Promise<void> {
  await storage.remove(nameOf(profileId));
  await profiles.change(profileId, { disconnected: true, authenticators: [] });
}

/** RFC 7009: revoking the refresh token revokes its whole family. */
async function revoke({ http, storage, installation }: TokensOptions, profileId: string): Promise<void> {
  const tokens = (await storage.read(nameOf(profileId))) as TokenRecord | undefined;
  if (!tokens) return;
  const { clientId } = await installation.registered();
  await http.send({
    method: 'POST',
    path: '/oauth/token/revocation',
    body: new URLSearchParams({
      token: tokens.refreshToken,
      token_type_hint: 'refresh_token',
      client_id: clientId,
    }).toString(),
    contentType: 'application/x-www-form-urlencoded',
    maxTries: 1,
  });
}

function nameOf(profileId: string): string {
  return `tokens:${profileId}`;
}
