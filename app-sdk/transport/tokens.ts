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

export interface Tokens {
  /** Redeems an enrolment code. */
  redeem(enrollmentCode: string): Promise<{ profileId: string; userId: string }>;
  /** A usable access token; renewed shortly before it expires. */
  accessToken(profileId: string): Promise<string>;
  /** A token other than the one that was just refused. */
  renew(profileId: string, refused: string): Promise<string>;
  forget(profileId: string): Promise<void>;
}

const ENROLLMENT_CODE_GRANT = 'urn:countersign:grant-type:enrollment-code';
/** Renewed this long before expiry, but not earlier than at four fifths of the lifetime. */
const RENEW_BEFORE_MS = 30_000;

export interface TokensOptions {
  http: Http;
  storage: AppStorage;
  installation: Installation;
  profiles: Profiles;
  clock: ServerClock;
}

/** DPoP-bound tokens, one pair per profile. One refresh runs at a time, over all tabs: a refresh token works once. */
export function createTokens(options: TokensOptions): Tokens {
  const { storage } = options;
  const renewals = new Map<string, Promise<string>>();

  const renewOnce = (profileId: string, refused: string): Promise<string> => {
    const running = renewals.get(profileId);
    if (running) return running;
    const renewal = storage
      .exclusively(nameOf(profileId), () => refresh(options, profileId, refused))
      .finally(() => renewals.delete(profileId));
    renewals.set(profileId, renewal);
    return renewal;
  };

  return {
    redeem: (enrollmentCode) => redeem(options, enrollmentCode),
    accessToken: async (profileId) => {
      const tokens = await load(options, profileId);
      return options.clock.now().getTime() < tokens.refreshAt ? tokens.accessToken : await renewOnce(profileId, tokens.accessToken);
    },
    renew: renewOnce,
    forget: (profileId) => storage.remove(nameOf(profileId)),
  };
}

async function redeem(options: TokensOptions, enrollmentCode: string): Promise<{ profileId: string; userId: string }> {
  const answer = await askForTokens(options, { grant_type: ENROLLMENT_CODE_GRANT, enrollment_code: enrollmentCode });
  const profileId = answer.text('profile_id');
  await keep(options, profileId, answer);
  return { profileId, userId: answer.text('user_id') };
}

async function refresh(options: TokensOptions, profileId: string, refused: string): Promise<string> {
  const tokens = await load(options, profileId);
  if (tokens.accessToken !== refused) return tokens.accessToken;
  try {
    const answer = await askForTokens(options, { grant_type: 'refresh_token', refresh_token: tokens.refreshToken });
    return await keep(options, profileId, answer);
  } catch (error) {
    if (!isCountersignError(error, 'invalid_grant', 'invalid_client')) throw error;
    await options.storage.remove(nameOf(profileId));
    throw new CountersignError('disconnected', { detail: error.detail, httpStatus: error.httpStatus, cause: error });
  }
}

async function askForTokens({ http, installation }: TokensOptions, grant: Record<string, string>): Promise<Answer> {
  const { clientId } = await installation.registered();
  const answer = await http.send({
    method: 'POST',
    path: '/oauth/token',
    body: new URLSearchParams({ ...grant, client_id: clientId }).toString(),
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

function nameOf(profileId: string): string {
  return `tokens:${profileId}`;
}
