import { mostMethods } from '../../../../domain/persons/sign-in-methods/enrollment-rules.ts';
import type { EnrolledType } from '../../../../domain/persons/sign-in-methods/enrollment-rules.ts';
import { shownName } from '../../../../domain/persons/profile/profile.ts';
import { bounds } from '../../../../domain/rate-limits/limits.ts';
import { timeOrderedId } from '../../../../entities/columns/id.ts';
import { sealInRow } from '../../../../entities/columns/row-bound.ts';
import { SignInMethod } from '../../../../entities/persons/sign-in-method.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { findPerson } from '../../profile/find-person.ts';
import { changeLocked } from '../../profile/lock-person.ts';
import { enrollments } from './all-enrollments.ts';
import type { EnrollmentDeps, MethodOwner } from './method-enrollment.ts';

interface NewMethod {
  personId: string;
  type: EnrolledType;
  name?: string | undefined;
  /** The method whose place it takes once it is verified. */
  replaces?: string | undefined;
  origin: RequestOrigin;
}

/** A method that waits for its proof. */
export interface PendingMethod {
  id: string;
  type: EnrolledType;
  expiresAt: Date;
  /** What the person needs to prove it, in this answer alone. */
  shown: Record<string, unknown>;
}

/**
 * Begins to add a sign-in method, or to put another one in the place of one. It signs in once it is verified.
 * @throws CountersignError `person_not_found`, `method_limit`, `method_unknown` for one that is to be replaced and is not there
 */
export async function addMethod(
  deps: EnrollmentDeps,
  { personId, type, name, replaces, origin }: NewMethod,
): Promise<PendingMethod> {
  const { secret, shown } = await enrollments[type].begin(deps, await ownerOf(deps, personId));
  const now = deps.clock();
  const id = timeOrderedId(now.getTime());
  const expiresAt = new Date(now.getTime() + bounds['method-proof-lifetime'].most * 1000);
  await changeLocked(deps, { userId: personId, origin }, async (em) => {
    await em.nativeDelete(SignInMethod, { person: personId, status: 'pending', dueAt: { $lte: now } });
    const own = await em.find(SignInMethod, { person: personId, type }, { fields: ['id', 'status'] });
    const replaced = own.find((method) => method.id === replaces && method.status !== 'pending');
    if (replaces !== undefined && !replaced) throw new CountersignError('method_unknown');
    if (own.length - (replaced ? 1 : 0) >= mostMethods[type]) throw new CountersignError('method_limit');
    em.create(
      SignInMethod,
      {
        ...{
          id,
          person: personId,
          type,
          status: 'pending',
          name: name ?? null,
          replaces: replaces ?? null,
          counter: 0,
        },
        secret: sealInRow(deps.keyring, 'sign_in_method.secret', id, secret),
        dueAt: expiresAt,
        createdAt: now,
      },
      { persist: true },
    );
  });
  return { id, type, expiresAt, shown };
}

async function ownerOf(deps: EnrollmentDeps, personId: string): Promise<MethodOwner> {
  const person = await findPerson(deps, personId);
  const account = person?.username ?? person?.emails[0]?.value ?? personId;
  return { personId, account, displayName: (person && shownName(person)) ?? account };
}
