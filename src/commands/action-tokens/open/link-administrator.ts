import { joiningTransaction } from '../../../database/joined-transaction.ts';
import { transact } from '../../../database/transact.ts';
import { administrator } from '../../../domain/persons/roles/hub-roles.ts';
import { bounds } from '../../../domain/rate-limits/limits.ts';
import { ActionToken } from '../../../entities/action-tokens/action-token.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { createNamedAdministrator } from '../../persons/roles/create-administrator.ts';
import { findRolesOf } from '../../persons/roles/find-roles.ts';
import { createToken } from './create-token.ts';
import type { CreateDeps } from './create-token.ts';

const { most: lifetime } = bounds['administrator-link-lifetime'];

/** A link that signs an Administrator in once. Its address is only here. */
export interface AdministratorLink {
  personId: string;
  url: string;
  expiresAt: Date;
}

/**
 * Adds an Administrator, with the link by which they sign in for the first time: both or neither.
 * @throws CountersignError `username_taken`, `action_token_feature_off`
 */
export function createAdministratorWithLink(
  deps: CreateDeps,
  { username, origin }: { username: string; origin: RequestOrigin },
): Promise<AdministratorLink> {
  return transact(deps.em, (em) =>
    joiningTransaction(em, async () => {
      const personId = await createNamedAdministrator(deps, { username, origin });
      return makeLink(deps, { personId, origin });
    }),
  );
}

/**
 * Makes another link for an Administrator, who lost theirs or every sign-in method. The links from before are void.
 * @throws CountersignError `person_not_found` for a person who is no Administrator, `person_not_active`, `action_token_feature_off`
 */
export async function linkAdministrator(
  deps: CreateDeps,
  asked: { personId: string; origin: RequestOrigin },
): Promise<AdministratorLink> {
  const roles = await findRolesOf(deps, asked.personId);
  if (!roles.includes(administrator)) throw new CountersignError('person_not_found');
  return makeLink(deps, asked);
}

async function makeLink(
  deps: CreateDeps,
  { personId, origin }: { personId: string; origin: RequestOrigin },
): Promise<AdministratorLink> {
  const asked = { personId, actions: [{ type: 'LOGIN', parameters: {} }] as const, lifetime, origin };
  const { url, expiresAt } = await createToken(deps, asked, async ({ id }, em) => {
    await em.nativeDelete(ActionToken, { person: personId, status: 'open', id: { $ne: id } });
  });
  return { personId, url, expiresAt };
}
