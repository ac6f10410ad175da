import { mapClaims } from '../../../../domain/authentication/sso/map-claims.ts';
import type { MappedValues } from '../../../../domain/authentication/sso/map-claims.ts';
import { strengthThere } from '../../../../domain/authentication/sso/strength-there.ts';
import type { ProvidedAccount } from '../../../../domain/configuration/identity-providers/identity-provider-client.ts';
import { updateRules } from '../../../../domain/configuration/identity-providers/claim-mapping.ts';
import { bounds } from '../../../../domain/rate-limits/limits.ts';
import { timeOrderedId } from '../../../../entities/columns/id.ts';
import { ProviderTest } from '../../../../entities/authentication/provider-test.ts';
import type { IdentityProvider } from '../../../../entities/configuration/identity-provider.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import { findIdentityProvider } from '../../../configuration/resources/identity-providers.ts';
import { writeEvent } from '../../../events/record-event.ts';
import { originOf } from '../../../events/request-origin.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import type { FlowDeps } from '../../flow/flow-deps.ts';
import { beginAt, failures, hashOfState } from './provider-sign-in.ts';
import type { KeptSignIn } from './provider-sign-in.ts';
import type { BroughtToAccount } from './link-account.ts';

/** What came of a test sign-in. */
export type TestResult =
  | { status: 'failed'; failure: string; detail: string }
  | {
      status: 'proven';
      /** As the provider says it. */
      claims: Readonly<Record<string, unknown>>;
      /** As a sign-in would take it. */
      mapped: {
        subject: string;
        email: string | null;
        emailVerified: boolean;
        values: MappedValues;
        level: number;
        amr: string[];
        authTime: string;
      };
    };

export interface StartedTest {
  id: string;
  expiresAt: Date;
  /** Where the browser of the operator goes. */
  address: string;
}

/**
 * Begins a sign-in at a provider, enabled or not, to see what it says. It takes the place of the operator's test before it.
 * @throws CountersignError `identity_provider_unknown`, `identity_provider_unavailable`
 */
export async function startProviderTest(
  deps: FlowDeps,
  { operatorId, providerId }: { operatorId: string; providerId: string },
): Promise<StartedTest> {
  const kept = await beginAt(deps, await findIdentityProvider(deps, providerId));
  const now = deps.clock();
  const id = timeOrderedId(now.getTime());
  const expiresAt = new Date(now.getTime() + bounds['flow-lifetime'].most * 1000);
  await deps.em().transactional(async (em) => {
    await em.nativeDelete(ProviderTest, { operator: operatorId });
    em.create(
      ProviderTest,
      {
        ...{ id, provider: providerId, operator: operatorId, createdAt: now, expiresAt, result: null },
        ...{ kept: JSON.stringify(kept), stateHash: hashOfState(deps.keyring, kept.state) },
      },
      { persist: true },
    );
  });
  return { id, expiresAt, address: kept.address };
}

/**
 * Takes the answer of a provider for a test: by its state, in a browser in which its operator is signed in, at the address of the provider,
 * and once. Another person who is sent there shows the operator nothing of themselves.
 * @returns whether a test had this state.
 */
export async function takeTestCallback(
  deps: FlowDeps,
  { provider: id, query, personId, origin }: BroughtToAccount,
): Promise<boolean> {
  const em = deps.em();
  const stateHash = hashOfState(deps.keyring, query.get('state') ?? '');
  const test = await em.findOne(ProviderTest, { stateHash, expiresAt: { $gt: deps.clock() } });
  if (!test || test.operator !== personId || test.provider !== id) return false;
  // Looked at once: of racing answers, one finds the state.
  if ((await em.nativeUpdate(ProviderTest, { id: test.id, stateHash }, { stateHash: null })) !== 1) return false;
  const provider = await findIdentityProvider(deps, id);
  const kept = JSON.parse(test.kept) as KeptSignIn;
  const answer = await deps.identityProviders.takeAnswer(provider, kept, query);
  const result: TestResult =
    answer.status === 'proven'
      ? presentAccount(provider, answer.account, deps.clock())
      : { status: 'failed', failure: failures[answer.status], detail: answer.detail };
  test.stateHash = null;
  test.result = JSON.stringify(result);
  await em.flush();
  await recordTest(deps, { operatorId: test.operator, provider: id, result, origin });
  return true;
}

function presentAccount(provider: IdentityProvider, account: ProvidedAccount, now: Date): TestResult {
  const { subject, email = null, isEmailVerified: emailVerified, claims } = account;
  const { level, amr, provenAt } = strengthThere(provider, account, { now, isAskedAnew: false });
  const values = mapClaims(provider.claims, claims, { rules: updateRules, now });
  const mapped = { subject, email, emailVerified, values, level, amr, authTime: provenAt.toISOString() };
  return { status: 'proven', claims, mapped };
}

async function recordTest(
  deps: FlowDeps,
  about: { operatorId: string; provider: string; result: TestResult; origin: RequestOrigin },
): Promise<void> {
  const { operatorId: userId, provider, result, origin } = about;
  const detail = result.status === 'proven' ? result.status : `${result.failure}: ${result.detail}`.slice(0, 255);
  const event = { name: 'IDENTITY PROVIDER TESTED', occurredAt: deps.clock(), ...originOf(origin) } as const;
  await writeEvent(deps, { ...event, userId, subjectId: provider, detail });
}

/**
 * A test of an operator. `result` undefined: the answer has not come.
 * @throws CountersignError `identity_provider_unknown` for one that is over, or another operator's
 */
export async function findProviderTest(
  deps: Pick<FlowDeps, 'em' | 'clock'>,
  { id, operatorId, providerId }: { id: string; operatorId: string; providerId: string },
): Promise<{ expiresAt: Date; result: TestResult | undefined }> {
  const own = { id, operator: operatorId, provider: providerId, expiresAt: { $gt: deps.clock() } };
  const test = await deps.em().findOne(ProviderTest, own);
  if (!test) throw new CountersignError('identity_provider_unknown');
  const { expiresAt, result } = test;
  return { expiresAt, result: result ? (JSON.parse(result) as TestResult) : undefined };
}

/** Deletes tests that are over, of which there is one an operator. */
export function pruneProviderTests(deps: Pick<FlowDeps, 'em' | 'clock'>): Promise<number> {
  return deps.em().nativeDelete(ProviderTest, { expiresAt: { $lte: deps.clock() } });
}
