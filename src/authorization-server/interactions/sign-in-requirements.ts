import type { Context } from 'koa';
import { findRequirement } from '../../commands/authentication/policies/applied-policy.ts';
import {
  acrValues,
  levelOfSignIn,
  multiFactorAmr,
  phishingResistantAcr,
  requirementOfAcr,
  strictestOf,
} from '../../domain/authentication/levels.ts';
import type { SignInMethodName } from '../../domain/authentication/methods/all-methods.ts';
import type { Level, Requirement } from '../../domain/authentication/levels.ts';
import { readDeviceCookie, readTrustCookie } from '../cookies.ts';
import { tokenRequestOrigin } from '../request-origin.ts';
import { currentUnitOfWork } from '../adapter/current-unit-of-work.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import type { OauthRegistry } from '../../commands/tokens/registry/oauth-registry.ts';

/** What was proven in a sign-in, and when. */
export interface ProvenSignIn {
  acr?: string | undefined;
  amr?: readonly string[] | undefined;
  /** Epoch seconds. */
  authTime?: number | undefined;
}

/** What the policies of a sign-in are asked with. */
export type PolicyDeps = Pick<
  AuthorizationServerDeps,
  'em' | 'clock' | 'keyring' | 'configuration' | 'geolocation' | 'environment' | 'policies'
>;

/** What a request asks for, policies apart, and whose sign-in it is. */
export interface AskedSignIn {
  required: Requirement;
  clientId: unknown;
  userId: string;
  /** Whether the request asks for a new sign-in. */
  isNewAsked: boolean;
}

/** The parameters of an authorization request that decide; others are of no interest here. */
interface AuthorizationParameters {
  client_id?: unknown;
  acr_values?: unknown;
  max_age?: unknown;
  resource?: unknown;
}

/**
 * What a sign-in has to be for a request, policies apart: the strictest of client, resources and the request itself.
 * @returns undefined when the request asks for levels, and for none that there is: no sign-in can satisfy it.
 */
export function requirementsOf(
  { clients, resources }: OauthRegistry,
  { client_id: clientId, acr_values: asked, max_age: maxAge, resource }: AuthorizationParameters,
): Requirement | undefined {
  const defaults = clients.get(String(clientId))?.client.defaultAcrValues.join(' ') ?? '';
  const values = typeof asked === 'string' && asked !== '' ? asked : defaults;
  if (values !== '' && !values.split(' ').some((value) => acrValues.includes(value))) return undefined;
  const { level, isPhishingResistant } = requirementOfAcr(values);
  const named = [resource].flat().flatMap((identifier) => resources.get(String(identifier)) ?? []);
  const highest = Math.max(level, ...named.map(({ requiredLevel }) => requiredLevel ?? 0)) as Level;
  const ages = [maxAge, ...named.map((each) => each.maxAge)].flatMap((age) =>
    age === undefined || age === null || age === '' ? [] : [Number(age)],
  );
  return { level: highest, factors: 1, isPhishingResistant, maxAge: ages.length === 0 ? null : Math.min(...ages) };
}

/**
 * Adds what the policies of a client and of a person require, and the methods that both have: a session is subject to them as a new
 * sign-in is.
 * @returns undefined when a policy denies the sign-in.
 */
export async function withPolicies(
  deps: PolicyDeps,
  ctx: Context,
  { required, clientId, userId, isNewAsked }: AskedSignIn,
): Promise<(Requirement & { methods: SignInMethodName[] }) | undefined> {
  const { publicUrl } = deps.environment;
  const policies = await findRequirement(
    { ...deps, em: () => currentUnitOfWork(deps) },
    {
      ...{ clientId: String(clientId), userId, origin: tokenRequestOrigin(ctx) },
      device: readDeviceCookie(publicUrl, ctx),
      // Where the request asks how old the sign-in may be, or for a new one, trust in the browser does not do.
      trusted: required.maxAge === null && !isNewAsked ? readTrustCookie(publicUrl, ctx) : undefined,
    },
  );
  return policies.isDenied ? undefined : { ...strictestOf([required, policies.required]), methods: policies.methods };
}

/** @param now epoch seconds. */
export function isSufficient(
  { level, factors, isPhishingResistant, maxAge }: Requirement,
  { acr, amr = [], authTime }: ProvenSignIn,
  now: number,
): boolean {
  if (levelOfSignIn({ acr, amr }) < level || (isPhishingResistant && acr !== phishingResistantAcr)) return false;
  if (factors > 1 && !amr.includes(multiFactorAmr)) return false;
  return maxAge === null || (authTime !== undefined && now - authTime <= maxAge);
}
