import type { ProvidedAccount } from '../../../../domain/configuration/identity-providers/identity-provider-client.ts';
import type { SsoFailure } from '../../../../domain/authentication/methods/sso.ts';
import { mostIdentities } from '../../../../domain/persons/sign-in-methods/enrollment-rules.ts';
import { bounds } from '../../../../domain/rate-limits/limits.ts';
import { timeOrderedId } from '../../../../entities/columns/id.ts';
import { openInRow, sealInRow } from '../../../../entities/columns/row-bound.ts';
import type { IdentityProvider } from '../../../../entities/configuration/identity-provider.ts';
import { SignInMethod } from '../../../../entities/persons/sign-in-method.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import { recordEvent, writeEvent } from '../../../events/record-event.ts';
import { originOf } from '../../../events/request-origin.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { changeMethods } from '../../../persons/sign-in-methods/changes/change-methods.ts';
import { changeLocked } from '../../../persons/profile/lock-person.ts';
import { addAccount, findIdentity } from '../../../persons/sign-in-methods/identity/external-identities.ts';
import type { FlowDeps } from '../../flow/flow-deps.ts';
import { beginAtProvider, failures, findProvider, hashOfState } from './provider-sign-in.ts';
import type { KeptSignIn } from './provider-sign-in.ts';

const column = 'sign_in_method.secret';

/** An account that waits until its owner has signed in there. */
export interface PendingAccount {
  id: string;
  expiresAt: Date;
  /** Where the browser goes. */
  address: string;
}

/**
 * Begins to connect an account at a provider to a person: a method of theirs that waits for the answer of the provider.
 * @throws CountersignError `identity_provider_unknown`, `identity_provider_unavailable`, `method_limit`
 */
export async function beginLink(
  deps: FlowDeps,
  asked: { personId: string; provider: string; name?: string | undefined; origin: RequestOrigin },
): Promise<PendingAccount> {
  const { personId, origin } = asked;
  const kept = await beginAtProvider(deps, asked.provider);
  const provider = await findProvider(deps, asked.provider);
  const now = deps.clock();
  const id = timeOrderedId(now.getTime());
  const expiresAt = new Date(now.getTime() + bounds['method-proof-lifetime'].most * 1000);
  const own = { person: personId, type: 'identity' } as const;
  await changeLocked(deps, { userId: personId, origin }, async (em) => {
    await em.nativeDelete(SignInMethod, { ...own, status: 'pending', dueAt: { $lte: now } });
    if ((await em.count(SignInMethod, own)) >= mostIdentities) throw new CountersignError('method_limit');
    em.create(
      SignInMethod,
      {
        ...{ ...own, id, status: 'pending', counter: 0, createdAt: now, dueAt: expiresAt },
        name: asked.name ?? [...(provider?.name ?? '')].slice(0, 64).join(''),
        secret: sealInRow(deps.keyring, column, id, JSON.stringify(kept)),
        lookupHash: hashOfState(deps.keyring, kept.state),
      },
      { persist: true },
    );
  });
  return { id, expiresAt, address: kept.address };
}

/** What a browser brought back, and the person of its session. */
export interface BroughtToAccount {
  provider: string;
  query: URLSearchParams;
  personId: string | undefined;
  origin: RequestOrigin;
}

/**
 * Takes the answer of a provider for a person who connects an account: by its state, in the session of that person, at the address of the
 * provider that it began at, and once.
 * @returns undefined: no person waits for this state; else why the account was not connected, if it was not.
 */
export async function takeLinkCallback(
  deps: FlowDeps,
  brought: BroughtToAccount,
): Promise<{ failure: SsoFailure | undefined } | undefined> {
  const lookupHash = hashOfState(deps.keyring, brought.query.get('state') ?? '');
  const em = deps.em();
  const method = await em.findOne(SignInMethod, { lookupHash, type: 'identity', status: 'pending' });
  if (!method?.secret) return undefined;
  const failure = await takeAnswer(deps, brought, method);
  if (failure)
    await writeEvent(deps, {
      name: 'SSO FAILED',
      occurredAt: deps.clock(),
      ...originOf(brought.origin),
      userId: method.person,
      subjectId: method.id,
      detail: `${brought.provider}: ${failure}`.slice(0, 255),
    });
  return { failure };
}

async function takeAnswer(
  deps: FlowDeps,
  { provider: id, query, personId, origin }: BroughtToAccount,
  method: SignInMethod,
): Promise<SsoFailure | undefined> {
  const kept = JSON.parse(openInRow(deps.keyring, column, method.id, method.secret as Buffer)) as KeptSignIn;
  const isOwn = method.person === personId && kept.provider === id;
  if (!isOwn || (method.dueAt && method.dueAt <= deps.clock())) return 'stale';
  const { id: methodId, lookupHash = null } = method;
  // Looked at once: of racing answers, one finds the state.
  const waiting = { id: methodId, status: 'pending', lookupHash } as const;
  if ((await deps.em().nativeUpdate(SignInMethod, waiting, { lookupHash: null })) !== 1) return 'stale';
  try {
    const provider = await findProvider(deps, id);
    const answer = provider && (await deps.identityProviders.takeAnswer(provider, kept, query));
    return provider && answer?.status === 'proven'
      ? await link(deps, { provider, account: answer.account, personId: method.person, methodId, origin })
      : failures[answer?.status === 'proven' ? 'unknown' : (answer?.status ?? 'unknown')];
  } finally {
    // Unless it is linked by now. No answer can come for it any more, also after an error.
    await deps.em().nativeDelete(SignInMethod, { id: methodId, status: 'pending' });
  }
}

interface Link {
  provider: IdentityProvider;
  account: ProvidedAccount;
  personId: string;
  methodId: string;
  origin: RequestOrigin;
}

/** Makes the method one that signs in. An account that is linked already, to this person or another, is not linked again. */
async function link(
  deps: FlowDeps,
  { provider, account, personId, methodId, origin }: Link,
): Promise<SsoFailure | undefined> {
  const known = { provider, subject: account.subject };
  try {
    return await changeMethods(deps, { userId: personId, origin }, async ({ em, person, now, tell }) => {
      if (await findIdentity(em, deps.keyring, { account: known, now })) return 'already_in_use';
      const method = await em.findOne(SignInMethod, { id: methodId, person: personId, status: 'pending' });
      if (!method) return 'stale';
      em.assign(method, { status: 'active', secret: null, dueAt: null });
      await addAccount(em, deps.keyring, { methodId, account: known });
      person.revision += 1;
      person.changedAt = now;
      const about = { occurredAt: now, ...originOf(origin), userId: personId, subjectId: methodId };
      recordEvent(em, { ...about, name: 'METHOD ADDED', detail: 'identity' });
      recordEvent(em, { ...about, name: 'SSO LINKED', detail: provider.id });
      await tell({ kind: 'added', type: 'identity', methodId, name: method.name ?? null });
      return undefined;
    });
  } catch (error) {
    if (error instanceof CountersignError && error.code === 'already_in_use') return 'already_in_use';
    throw error;
  }
}
