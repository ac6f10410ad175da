import { joiningTransaction } from '../../../../database/joined-transaction.ts';
import type { SsoFailure } from '../../../../domain/authentication/methods/sso.ts';
import { mapClaims } from '../../../../domain/authentication/sso/map-claims.ts';
import { strengthThere } from '../../../../domain/authentication/sso/strength-there.ts';
import type { ProvidedAccount } from '../../../../domain/configuration/identity-providers/identity-provider-client.ts';
import { readEmailAddress } from '../../../../domain/persons/contacts/email-address.ts';
import type { IdentityProvider } from '../../../../entities/configuration/identity-provider.ts';
import { PersonEmail } from '../../../../entities/persons/person-email.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import { changePerson } from '../../../persons/profile/change-person.ts';
import { createPerson } from '../../../persons/profile/create-person.ts';
import { addIdentity, findIdentity } from '../../../persons/sign-in-methods/identity/external-identities.ts';
import { checkOffered, recordFlowEvent } from '../../flow/change-flow.ts';
import type { LockedFlow } from '../../flow/change-flow.ts';
import type { FlowDeps } from '../../flow/flow-deps.ts';
import { proveFactor } from '../../flow/prove-factor.ts';

interface SignedInThere {
  provider: IdentityProvider;
  account: ProvidedAccount;
  /** Whether the person had to sign in there anew. */
  isAskedAnew: boolean;
}

/**
 * Proves the factor of the person who is linked to an account. An account that is linked to no person becomes a new
 * person's where the operator wants that; it is never linked to a person who is there already, whatever address it has (contract/hub.md section 10).
 * @returns why not; undefined: it is proven.
 */
export async function proveAccount(
  deps: FlowDeps,
  locked: LockedFlow,
  there: SignedInThere,
): Promise<SsoFailure | undefined> {
  const { em, flow, now } = locked;
  checkOffered(flow, 'sso');
  const { provider, account } = there;
  const known = { account: { provider, subject: account.subject }, now };
  const method = await findIdentity(em, deps.keyring, known);
  if (method) {
    method.lastUsedAt = now;
    const proven = { personId: method.person, identity: method.id };
    const failure = await prove(deps, locked, there, proven);
    if (!failure && flow.status !== 'failed') await updatePerson(deps, locked, there, proven.personId);
    return failure;
  }
  if (flow.personId) return 'not_linked';
  const created = await createLinked(deps, locked, there);
  return 'failure' in created ? created.failure : prove(deps, locked, there, created);
}

async function prove(
  deps: FlowDeps,
  locked: LockedFlow,
  { provider, account, isAskedAnew }: SignedInThere,
  who: { personId: string; identity: string },
): Promise<SsoFailure | undefined> {
  const proven = { ...who, ...strengthThere(provider, account, { now: locked.now, isAskedAnew }) };
  const result = await proveFactor(deps, locked, { method: 'sso', proven });
  if (!(result instanceof CountersignError)) return undefined;
  return 'other_user';
}

/** A new person by a verified address that no person here has, linked to the account. */
async function createLinked(
  deps: FlowDeps,
  locked: LockedFlow,
  { provider, account }: SignedInThere,
): Promise<{ personId: string; identity: string } | { failure: SsoFailure }> {
  const { em, origin, now } = locked;
  const email = readEmailAddress(account.email ?? '');
  if (!email || !account.isEmailVerified) return { failure: 'email_unverified' };
  if ((await em.count(PersonEmail, { addressKey: email.key })) > 0) return { failure: 'account_exists' };
  if (provider.onUnknownAccount === 'refuse') return { failure: 'no_account' };
  const values = {
    ...mapClaims(provider.claims, account.claims, { rules: ['first', 'always'], now }),
    emails: [{ value: email.address, isPrimary: true, tag: null, verified: true }],
  };
  const personId = await joiningTransaction(em, () => createPerson(deps, { values, origin, source: 'idp' }));
  const identity = await addIdentity(em, deps.keyring, {
    ...{ personId, now },
    account: { provider, subject: account.subject },
  });
  recordFlowEvent(locked, 'SSO LINKED', { detail: `${provider.id}: ${identity}`, userId: personId });
  return { personId, identity };
}

/** Takes over what the operator wants as the provider has it. What the provider does not say stays. */
async function updatePerson(
  deps: FlowDeps,
  { em, origin, now }: LockedFlow,
  { provider, account }: SignedInThere,
  userId: string,
): Promise<void> {
  const { customAttributes, ...values } = mapClaims(provider.claims, account.claims, { rules: ['always'], now });
  if (!customAttributes && Object.keys(values).length === 0) return;
  await joiningTransaction(em, () =>
    changePerson(deps, { userId, values, customAttributes, ifMatch: undefined, origin }),
  );
}
