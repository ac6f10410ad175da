import { isDeepStrictEqual } from 'node:util';
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { runStatement } from '../../../database/prepared-statement.ts';
import { isRequiredClaim, isRequiredScope } from '../../../domain/tokens/consents/consent-items.ts';
import type { ConsentItem } from '../../../domain/tokens/consents/consent-items.ts';
import { claimsOfScopes } from '../../../domain/tokens/consents/scope-claims.ts';
import { Consent } from '../../../entities/tokens/consent.ts';
import type { DecidedScope } from '../../../entities/tokens/consent.ts';
import { OauthGrant } from '../../../entities/tokens/oauth-grant.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import type { OauthRegistry, OauthRegistrySource } from '../registry/oauth-registry.ts';
import { addHistory } from './consent-history.ts';
import { decidedGrant } from './decided-grant.ts';
import { expiryOf } from './record-consent.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'> & { registry: OauthRegistrySource };

/** What a person wants of a consent that they gave. */
export interface WantedConsent {
  /** Names of the scopes that are to be granted, of those that the client asked for. */
  scopes: readonly string[];
  /** Names of their claims that the client gets. */
  claims: readonly string[];
  remember: boolean;
}

interface Change {
  userId: string;
  consentId: string;
  wanted: WantedConsent;
  /** Language tag of what they read. */
  language: string;
  origin: RequestOrigin;
}

/**
 * Changes what a person lets a client have. What they take back is gone from the client's grants at once, with the tokens that hold it; what
 * they add it gets at the next sign-in.
 * @throws CountersignError `consent_unknown`; `invalid_request` for a scope or a claim that was not asked for; `required_consent_missing`
 *   with `missing`
 */
export async function changeConsent(deps: Deps, change: Change): Promise<Consent> {
  const { userId, consentId, wanted, language, origin } = change;
  const registry = await deps.registry.current();
  return deps.em().transactional(async (em) => {
    const lock = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;
    const consent = await em.findOne(Consent, { id: consentId, accountId: userId }, lock);
    if (!consent) throw new CountersignError('consent_unknown');
    const client = registry.clients.get(consent.clientId)?.client;
    const decided = decide(registry, consent, wanted);
    checkRequired(client?.consentItems ?? [], decided);
    const remember = wanted.remember && client?.rememberConsent === true;
    const withdrawn = consent.scopes.filter(({ granted }, index) => granted && !decided.scopes[index]?.granted);
    if (isDeepStrictEqual({ ...pick(consent) }, { ...decided, remember })) return consent;
    const now = deps.clock();
    const expiresAt = expiryOf(client?.consentLifetimeDays ?? null, now);
    em.assign(consent, { ...decided, remember, changedAt: now, expiresAt });
    const { clientId, textVersion } = consent;
    const history = { accountId: userId, clientId, textVersion, ...decided, remember, language };
    addHistory(em, { event: 'changed', decidedBy: 'you' }, history, now);
    recordEvent(em, { name: 'CONSENT CHANGED', occurredAt: now, ...originOf(origin), userId, clientId });
    await changeGrants(em, consent);
    await endTokens(em, consent, withdrawn);
    return consent;
  });
}

function pick({ scopes, claims, refusedClaims, remember }: Consent) {
  return { scopes, claims, refusedClaims, remember };
}

function decide(
  { claims: definitions }: Pick<OauthRegistry, 'claims'>,
  { scopes: asked }: Consent,
  { scopes, claims }: WantedConsent,
) {
  const known = new Set(asked.map(({ name }) => name));
  if (scopes.some((name) => !known.has(name))) throw refuse('scopes');
  const decided = asked.map((scope) => ({ ...scope, granted: scopes.includes(scope.name) }));
  const offered = claimsOfScopes(asked, definitions).map(({ name }) => name);
  if (claims.some((name) => !offered.includes(name))) throw refuse('claims');
  const open = claimsOfScopes(
    decided.filter(({ granted }) => granted),
    definitions,
  ).map(({ name }) => name);
  const isGiven = (name: string) => claims.includes(name);
  return { scopes: decided, claims: open.filter(isGiven), refusedClaims: open.filter((name) => !isGiven(name)) };
}

function refuse(parameter: string): CountersignError {
  return new CountersignError('invalid_request', { extra: { parameter } });
}

function checkRequired(
  items: readonly ConsentItem[],
  { scopes, refusedClaims }: Pick<Consent, 'scopes' | 'refusedClaims'>,
): void {
  const missing = [
    ...scopes.filter((scope) => isRequiredScope(items, scope) && !scope.granted).map(({ name }) => name),
    ...refusedClaims.filter((name) => isRequiredClaim(items, name)),
  ];
  if (missing.length > 0) throw new CountersignError('required_consent_missing', { extra: { missing } });
}

/** Locked, so that a token that is made of one now is either made before, and found below, or made of what it allows then. */
async function changeGrants(em: EntityManager, { accountId, clientId, scopes, refusedClaims }: Consent): Promise<void> {
  const which = { accountId, clientId, device: null };
  const order = { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE } as const;
  for (const grant of await em.find(OauthGrant, which, order))
    grant.payload = decidedGrant(grant.payload, scopes, refusedClaims);
  await em.flush();
}

const deleteHolders = `
  delete from oauth_artifact
   where account_id = ? and client_id = ? and model in ('AuthorizationCode', 'AccessToken', 'RefreshToken')
     and string_to_array(payload->>'scope', ' ') && string_to_array(?, ' ')`;

async function endTokens(
  em: EntityManager,
  { accountId, clientId }: Consent,
  withdrawn: readonly DecidedScope[],
): Promise<void> {
  if (withdrawn.length === 0) return;
  const parameters = [accountId, clientId, withdrawn.map(({ name }) => name).join(' ')];
  await runStatement(em, { sql: deleteHolders, parameters });
}
