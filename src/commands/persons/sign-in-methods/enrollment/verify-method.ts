import { runApart } from '../../../../database/prepared-statement.ts';
import { enrolledTypes } from '../../../../domain/persons/sign-in-methods/enrollment-rules.ts';
import type { EnrolledType } from '../../../../domain/persons/sign-in-methods/enrollment-rules.ts';
import { bounds } from '../../../../domain/rate-limits/limits.ts';
import { openInRow, sealInRow } from '../../../../entities/columns/row-bound.ts';
import { SignInMethod } from '../../../../entities/persons/sign-in-method.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import { recordEvent } from '../../../events/record-event.ts';
import { originOf } from '../../../events/request-origin.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { changeMethods } from '../changes/change-methods.ts';
import type { ChangeDeps } from '../changes/change-methods.ts';
import { enrollments } from './all-enrollments.ts';
import type { EnrollmentDeps, MethodProof, VerifiedMethod } from './method-enrollment.ts';

interface OfferedProof {
  personId: string;
  methodId: string;
  proof: MethodProof;
  origin: RequestOrigin;
}

interface PendingRow {
  id: string;
  type: EnrolledType;
  secret: Buffer;
  failures: number;
}

const { most } = bounds['method-proof-tries'];
const types = enrolledTypes.map((type) => `'${type}'`).join(', ');
/** Counts a try before it is looked at. */
const countTry = `update sign_in_method set failures = failures + 1
  where id = ? and person_id = ? and type in (${types}) and status = 'pending' and due_at > ? and failures < ${most}
  returning id, type, secret, failures`;

/**
 * Activates a sign-in method by a proof that it works. One that replaces another takes it away in the same transaction.
 * @throws CountersignError `method_unknown` for one that is not pending, too old or has no try left; `code_wrong`; `already_in_use`
 */
export async function verifyMethod(
  deps: EnrollmentDeps & ChangeDeps,
  { personId, methodId, proof, origin }: OfferedProof,
): Promise<void> {
  const now = deps.clock();
  const [row] = await runApart<PendingRow>(deps, { sql: countTry, parameters: [methodId, personId, now] });
  if (!row) throw new CountersignError('method_unknown');
  const secret = openInRow(deps.keyring, 'sign_in_method.secret', row.id, row.secret);
  const verified = await enrollments[row.type].verify(deps, secret, proof);
  if (!verified) throw new CountersignError('code_wrong', { extra: { attempts_left: most - row.failures } });
  await activate(deps, { personId, methodId, origin }, verified);
}

async function activate(
  deps: EnrollmentDeps & ChangeDeps,
  { personId, methodId, origin }: Omit<OfferedProof, 'proof'>,
  { secret, lookupHash, counter, name }: VerifiedMethod,
): Promise<void> {
  await changeMethods(deps, { userId: personId, origin }, async ({ em, person, now, takeFormer, tell }) => {
    const method = await em.findOne(SignInMethod, { id: methodId, person: personId, status: 'pending' });
    if (!method) throw new CountersignError('method_unknown');
    const { replaces } = method;
    const former = replaces ? await takeFormer(replaces) : undefined;
    if (replaces) await em.nativeDelete(SignInMethod, { id: replaces, person: personId });
    const sealed = sealInRow(deps.keyring, 'sign_in_method.secret', methodId, secret);
    em.assign(method, { secret: sealed, counter, status: 'active', failures: 0, dueAt: null, replaces: null });
    if (lookupHash) method.lookupHash = lookupHash;
    if (!method.name && name) method.name = name;
    person.revision += 1;
    person.changedAt = now;
    const event = replaces ? 'METHOD CHANGED' : 'METHOD ADDED';
    const about = { userId: personId, subjectId: methodId, detail: method.type };
    recordEvent(em, { name: event, occurredAt: now, ...originOf(origin), ...about });
    const { type, name: shown = null } = method;
    await tell({ kind: former ? 'replaced' : 'added', type, methodId, name: shown, former });
  });
}
