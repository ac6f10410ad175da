import type { z } from 'zod';
import { shownAccountOf } from '../../commands/authentication/browser-accounts/chosen-account.ts';
import type { FlowState } from '../../commands/authentication/flow/load-state.ts';
import {
  acrAchieved,
  achievedBy,
  acrOf,
  phishingResistantAcr,
  sessionFactor,
} from '../../domain/authentication/levels.ts';
import { isTrustOffered } from '../../domain/authentication/policies/trusted-devices.ts';
import { rulesOf } from '../../domain/authentication/methods/all-methods.ts';
import { providerDefaults } from '../../domain/configuration/identity-providers/provider-defaults.ts';
import type { AuthenticationFlow } from '../../entities/authentication/authentication-flow.ts';
import type { IdentityProvider } from '../../entities/configuration/identity-provider.ts';
import { presentClient } from './client.ts';
import type { flowAnswer } from './schema.ts';

/** A flow as the person's browser sees it. */
export function presentFlow({
  flow,
  client,
  challenge: shown,
  identityProviders,
}: FlowState): z.input<typeof flowAnswer> {
  const { redirect_to: redirectTo, ...challenge }: Record<string, unknown> = shown ?? {};
  const account = shownAccountOf(flow);
  return {
    session_id: flow.id,
    status: flow.status,
    expires_at: flow.expiresAt.toISOString(),
    locale: flow.locale,
    client: presentClient(flow.clientId, client),
    required: presentRequired(flow),
    achieved: presentAchieved(flow),
    methods: presentMethods(flow),
    identity_providers: identityProviders.map(presentProvider),
    trusted_device_days: presentTrust(flow),
    user: flow.personDisplay ? { display: flow.personDisplay } : null,
    account: account === null ? null : { display: account },
    challenge: shown && (challenge as typeof shown),
    ...(typeof redirectTo === 'string' && { redirect_to: redirectTo }),
    registration_enabled: false,
    recovery_enabled: false,
  };
}

/** What a session has proven does not count for it: `trustDevice` asks for two factors of this very flow. */
function presentTrust({ required, policy, factors }: AuthenticationFlow): number {
  const isAnew = factors.every(({ method }) => method !== sessionFactor);
  return required.factors === 2 && isTrustOffered(policy) && isAnew ? policy.trustedDeviceDays : 0;
}

/** A provider as people see it on its button. */
export function presentProvider({ id, name, kind }: IdentityProvider) {
  return { id, name, logo_uri: providerDefaults[kind].logo };
}

export function presentRequired({ required }: AuthenticationFlow) {
  const { level, factors, maxAge, isPhishingResistant } = required;
  return { level, acr: isPhishingResistant ? phishingResistantAcr : acrOf(level), factors, max_age: maxAge };
}

export function presentAchieved({ factors, required }: AuthenticationFlow) {
  const achieved = achievedBy(factors);
  const { level, amr, authTime } = achieved;
  return { level, acr: acrAchieved(achieved, required), amr, auth_time: authTime };
}

export function presentMethods({ methods }: AuthenticationFlow) {
  return methods.filter((name) => !rulesOf(name).isUnlisted).map((name) => ({ auth_method: name }));
}
