import { createHash } from 'node:crypto';
import { AuthenticatorKey } from '../../../src/entities/devices/authenticator-key.ts';
import { nowInSeconds, TestFactor } from '../../app/support/test-factor.ts';
import { enrollmentCodeGrant } from './authorization-server-under-test.ts';
import type { AuthorizationServerUnderTest, Phone, TokenAnswer } from './authorization-server-under-test.ts';

/** A connection whose tokens are replaced by each refresh. */
export interface Connected {
  phone: Phone;
  userId: string;
  profileId: string;
  accessToken: string;
  refreshToken: string;
}

/** Connects a new user, with a PIN if given. */
export async function connect(
  oauth: AuthorizationServerUnderTest,
  pin?: TestFactor,
  options: { phone?: Phone; userId?: string } = {},
): Promise<Connected> {
  const phone = options.phone ?? (await oauth.createPhone());
  const form = {
    grant_type: enrollmentCodeGrant,
    enrollment_code: await oauth.createCode(options.userId),
    ...(pin && { pin_key: JSON.stringify(pin.publicJwk) }),
  };
  const { status, body } = await oauth.token(phone, form);
  if (status !== 200) throw new Error(`Not connected: ${JSON.stringify(body)}`);
  return {
    phone,
    userId: body['user_id'] as string,
    profileId: body['profile_id'] as string,
    accessToken: body['access_token'] as string,
    refreshToken: body['refresh_token'] as string,
  };
}

/** The payload of a factor proof for a refresh. */
export function refreshPayload(
  { profileId, refreshToken }: Pick<Connected, 'profileId' | 'refreshToken'>,
  replace: object = {},
): object {
  return {
    iat: nowInSeconds(),
    profile_id: profileId,
    purpose: 'refresh',
    refresh_token_hash: createHash('sha256').update(refreshToken).digest('base64url'),
    ...replace,
  };
}

/** Refreshes with a proof by a factor, and keeps the new tokens. */
export async function refreshWith(
  oauth: AuthorizationServerUnderTest,
  connected: Connected,
  factor: TestFactor,
): Promise<TokenAnswer> {
  return refreshWithProof(oauth, connected, await factor.prove(refreshPayload(connected)));
}

/** Refreshes with any value as proof; undefined = none. */
export async function refreshWithProof(
  oauth: AuthorizationServerUnderTest,
  connected: Connected,
  proof: string | undefined,
): Promise<TokenAnswer> {
  const answer = await oauth.token(connected.phone, {
    grant_type: 'refresh_token',
    refresh_token: connected.refreshToken,
    ...(proof !== undefined && { factor_proof: proof }),
  });
  if (answer.status === 200)
    Object.assign(connected, { accessToken: answer.body['access_token'], refreshToken: answer.body['refresh_token'] });
  return answer;
}

/** Adds another factor to a profile, as the app API stores it. */
export async function addFactor(
  oauth: AuthorizationServerUnderTest,
  { profileId }: Connected,
  name: string,
): Promise<TestFactor> {
  const factor = await TestFactor.create(name);
  await oauth.deps.em().insert(AuthenticatorKey, {
    registration: profileId,
    name,
    publicJwk: JSON.stringify(factor.publicJwk),
    createdAt: new Date(),
  });
  return factor;
}
