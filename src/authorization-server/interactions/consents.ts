import type { Context } from 'koa';
import type { Grant, Provider } from 'oidc-provider';
import { consentLines, needsConsent, textVersionOf } from '../../commands/tokens/consents/consent-lines.ts';
import type { ConsentClaim, ConsentLine } from '../../commands/tokens/consents/consent-lines.ts';
import { decidedGrant } from '../../commands/tokens/consents/decided-grant.ts';
import { endOfflineAccess } from '../../commands/tokens/consents/end-offline-access.ts';
import { findConsent } from '../../commands/tokens/consents/find-consents.ts';
import { recordConsent, recordRefusal } from '../../commands/tokens/consents/record-consent.ts';
import type { Motivation } from '../../domain/tokens/consents/consent-items.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { shownDetails } from '../resources/authorization-details.ts';
import type { ShownDetail } from '../resources/authorization-details.ts';
import { tokenRequestOrigin } from '../request-origin.ts';
import { findInteraction } from './interactions.ts';
import { presentInteraction } from './present-interaction.ts';
import type { LoadedInteraction } from './present-interaction.ts';
import { settleInteraction } from './stored-interaction.ts';
import type { StoredInteraction } from './stored-interaction.ts';

type Deps = Pick<AuthorizationServerDeps, 'em' | 'clock' | 'keyring' | 'registry'>;

/** What a site asks a person for. */
export interface ConsentQuestion {
  client: LoadedInteraction['client'];
  /** With what the person said before. */
  lines: (ConsentLine & { granted: boolean })[];
  claims: (ConsentClaim & { scope: string; granted: boolean })[];
  /** Why the site asks, by language. */
  motivation: Motivation | null;
  /** `authorization_details`, allowed or denied as a whole. */
  details: ShownDetail[];
  rememberOffered: boolean;
  textVersion: string;
  /** Days that the answer holds; null: until it is withdrawn. */
  lifetimeDays: number | null;
}

/** What a person says to it. What was not asked for is not given. */
export interface ConsentAnswer {
  scopes: readonly string[];
  /** All of the granted scopes unless told. */
  claims?: readonly string[] | undefined;
  remember: boolean;
  /** Language tag of what they read. */
  language: string;
}

/** Consents that a site waits for, of the browser that a request came from. */
export interface Consents {
  /** @throws CountersignError `interaction_unknown`: expired, answered, no consent, or another browser's. */
  loadConsent(ctx: Context, uid: string): Promise<ConsentQuestion>;
  /**
   * Answers a consent and keeps the answer.
   * @returns the address at which the browser goes on to the site.
   * @throws CountersignError `interaction_unknown`, `required_consent_missing` with `missing`
   */
  giveConsent(ctx: Context, uid: string, answer: ConsentAnswer): Promise<string>;
  /** Sends the browser back with `access_denied`. @throws CountersignError `interaction_unknown` */
  denyConsent(ctx: Context, uid: string, language: string): Promise<string>;
}

interface Asked {
  interaction: StoredInteraction;
  userId: string;
  question: ConsentQuestion;
}

export function createConsents(deps: Deps, provider: () => Promise<Provider>): Consents {
  const ask = async (ctx: Context, uid: string) => askConsent(deps, await provider(), { ctx, uid });
  return {
    loadConsent: async (ctx, uid) => (await ask(ctx, uid)).question,

    async giveConsent(ctx, uid, answer) {
      const asked = await ask(ctx, uid);
      const chosen = new Set(answer.scopes);
      const decided = decide(asked, answer, chosen);
      checkRequired(asked, decided);
      await deps.em().transactional(async (em) => {
        // The consent before the grant, in the order in which it is changed and withdrawn.
        await recordConsent(em, { ...decided, origin: tokenRequestOrigin(ctx) }, deps.clock());
        const grantId = await saveGrant(await provider(), asked, decided);
        await em.flush();
        if (decided.lines.some(isOfflineRefused)) await endOfflineAccess(em, decided);
        await settle(deps, asked, { consent: { grantId } });
      });
      return asked.interaction.returnTo;
    },

    async denyConsent(ctx, uid, language) {
      const asked = await ask(ctx, uid);
      const decided = decide(asked, { scopes: [], claims: [], remember: false, language }, new Set());
      await deps.em().transactional(async (em) => {
        await recordRefusal(em, { ...decided, origin: tokenRequestOrigin(ctx) }, deps.clock());
        await em.flush();
        await settle(deps, asked, { error: 'access_denied', error_description: 'the person did not consent' });
      });
      return asked.interaction.returnTo;
    },
  };
}

/** The consent belongs to the person whose session the request was made in; another session in this browser has none. */
async function askConsent(deps: Deps, provider: Provider, at: { ctx: Context; uid: string }): Promise<Asked> {
  const { interaction, session } = await findInteraction(deps, provider, at);
  if (interaction.prompt.name !== 'consent' || !session || session.uid !== interaction.session?.uid)
    throw new CountersignError('interaction_unknown');
  const registry = await deps.registry.current();
  const { client, params } = presentInteraction(registry, interaction, session);
  const lines = consentLines(registry, { clientId: client.id, ...params });
  const before = await findConsent(deps, { userId: session.accountId, clientId: client.id });
  const isGranted = (line: ConsentLine) =>
    before?.scopes.some(({ resource, name, granted }) => resource === line.resource && name === line.name && granted);
  const claims = lines.flatMap((line) =>
    line.claims.map((claim) => ({
      ...claim,
      scope: line.name,
      granted: claim.required || (isGranted(line) === true && before?.claims.includes(claim.name) === true),
    })),
  );
  const asking = registry.clients.get(client.id)?.client;
  return {
    interaction,
    userId: session.accountId,
    question: {
      client,
      lines: lines.map((line) => ({ ...line, granted: line.required || isGranted(line) === true })),
      claims,
      motivation: asking?.consentMotivation ?? null,
      details: shownDetails(registry, interaction.params['authorization_details']),
      rememberOffered: asking?.rememberConsent === true && lines.some(needsConsent),
      textVersion: textVersionOf(lines),
      lifetimeDays: asking?.consentLifetimeDays ?? null,
    },
  };
}

/** What is required is allowed, or nothing is: a claim also where its scope was not. */
function checkRequired({ question }: Asked, { lines, claims }: ReturnType<typeof decide>): void {
  const missing = [
    ...lines.filter(({ required, granted }) => required && !granted),
    ...question.claims.filter(({ required, name }) => required && !claims.includes(name)),
  ].map(({ name }) => name);
  if (missing.length > 0) throw new CountersignError('required_consent_missing', { extra: { missing } });
}

function decide({ question, userId }: Asked, answer: ConsentAnswer, chosen: ReadonlySet<string>) {
  const open = question.claims.filter(({ scope }) => chosen.has(scope)).map(({ name }) => name);
  const isGiven = (name: string) => answer.claims?.includes(name) ?? true;
  return {
    userId,
    clientId: question.client.id,
    lines: question.lines.map((line) => ({ ...line, granted: chosen.has(line.name) })),
    claims: open.filter(isGiven),
    refusedClaims: open.filter((name) => !isGiven(name)),
    remember: answer.remember && question.rememberOffered,
    lifetimeDays: question.lifetimeDays,
    language: answer.language,
  };
}

/** Where it was not asked for nothing was refused. */
function isOfflineRefused({ resource, name, granted }: ConsentLine & { granted: boolean }): boolean {
  return resource === null && name === 'offline_access' && !granted;
}

/** The grant of the session is what was decided now: what was allowed earlier and is not any more goes. */
async function saveGrant(provider: Provider, { interaction, userId }: Asked, decided: ReturnType<typeof decide>) {
  const known = interaction.grantId ? await provider.Grant.find(interaction.grantId) : undefined;
  if (known && (known.accountId !== userId || known.clientId !== decided.clientId))
    throw new CountersignError('interaction_unknown');
  const grant = known ?? new provider.Grant({ accountId: userId, clientId: decided.clientId });
  applyDecision(grant, decided.lines, decided.refusedClaims);
  return grant.save();
}

/** What a person decided, as the provider keeps it. Scopes that need no consent are added when the request goes on. */
export function applyDecision(
  grant: Grant,
  lines: readonly { resource: string | null; name: string; granted: boolean }[],
  refusedClaims: readonly string[],
): void {
  const { openid, resources, rejected } = decidedGrant<Partial<Grant>>({}, lines, refusedClaims);
  Object.assign(grant, { openid, resources, rejected });
}

async function settle(
  deps: Deps,
  { interaction }: Asked,
  result: Parameters<typeof settleInteraction>[2],
): Promise<void> {
  if (!(await settleInteraction(deps, interaction, result))) throw new CountersignError('interaction_unknown');
}
