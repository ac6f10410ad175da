import { joiningTransaction } from '../../../database/joined-transaction.ts';
import { mostIdentities } from '../../../domain/persons/sign-in-methods/enrollment-rules.ts';
import { IdentityProvider } from '../../../entities/configuration/identity-provider.ts';
import { SignInMethod } from '../../../entities/persons/sign-in-method.ts';
import { recordEvent } from '../../events/record-event.ts';
import { changeMethods } from '../../persons/sign-in-methods/changes/change-methods.ts';
import { addIdentity, findIdentity } from '../../persons/sign-in-methods/identity/external-identities.ts';
import type { ProviderAccount } from '../../persons/sign-in-methods/identity/external-identities.ts';
import { openContent } from '../token-value.ts';
import type { ActionSteps, LockedUse, UseDeps } from './perform-action.ts';

/** Couples an account at an identity provider with the person. One that is theirs already stays as it is. */
export const coupling: ActionSteps = {
  async perform(deps, use) {
    const { em, token, now, action } = use;
    const { idp_id: id = '', external_id: subject = '' } = openContent(deps.keyring, token).parameters[action] ?? {};
    const provider = await em.findOne(IdentityProvider, { id, enabled: true });
    if (!provider) return { failed: 'identity_provider_unknown' };
    const account = { provider, subject };
    const known = await findIdentity(em, deps.keyring, { account, now });
    if (known) return known.person === token.person ? { done: {} } : { failed: 'already_in_use' };
    const own = { person: token.person, type: 'identity' } as const;
    if ((await em.count(SignInMethod, own)) >= mostIdentities) return { failed: 'method_limit' };
    return { done: { methodId: await add(deps, use, account) } };
  },
  async undo(_deps, { em, token, now, requestId }, { methodId }) {
    if (methodId === undefined) return;
    // One that was used or changed since then stays.
    const untouched = { id: methodId, person: token.person, status: 'active', revision: 0, lastUsedAt: null } as const;
    if ((await em.nativeDelete(SignInMethod, untouched)) === 0) return;
    const about = { userId: token.person, subjectId: methodId };
    recordEvent(em, { name: 'EXTERNAL IDENTITY UNCOUPLED', occurredAt: now, requestId, ...about });
  },
};

/** The person is told of it by mail, as of any other new sign-in method. */
async function add(deps: UseDeps, { em, token, requestId }: LockedUse, account: ProviderAccount): Promise<string> {
  const about = { userId: token.person, origin: { requestId } };
  const added = () =>
    changeMethods(deps, about, async ({ em: inner, now, tell }) => {
      const methodId = await addIdentity(inner, deps.keyring, { personId: token.person, account, now });
      await tell({ kind: 'added', type: 'identity', methodId, name: account.provider.name });
      const where = { userId: token.person, subjectId: methodId, detail: account.provider.id };
      recordEvent(inner, { name: 'EXTERNAL IDENTITY COUPLED', occurredAt: now, requestId, ...where });
      return methodId;
    });
  await em.flush();
  return joiningTransaction(em, added);
}
