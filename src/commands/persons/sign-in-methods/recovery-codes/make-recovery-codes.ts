import {
  recoveryCodeCount,
  readRecoveryCode,
  writeRecoveryCode,
} from '../../../../domain/persons/sign-in-methods/recovery-codes/recovery-code.ts';
import { timeOrderedId } from '../../../../entities/columns/id.ts';
import { RecoveryCode } from '../../../../entities/persons/recovery-code.ts';
import { SignInMethod } from '../../../../entities/persons/sign-in-method.ts';
import type { Keyring } from '../../../../security/keyring.ts';
import { recordEvent } from '../../../events/record-event.ts';
import { originOf } from '../../../events/request-origin.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { changeMethods } from '../changes/change-methods.ts';
import type { ChangeDeps } from '../changes/change-methods.ts';

/** What a code is kept as. Two people may have the same code, so it is hashed with its person. */
export function hashRecoveryCode(keyring: Keyring, personId: string, code: string): Buffer {
  return keyring.lookupHash(code, 'recovery_code', personId);
}

/**
 * Makes ten recovery codes, which void those before them.
 * @returns the codes, which are only in this answer.
 * @throws CountersignError `person_not_found`
 */
export async function makeRecoveryCodes(
  deps: ChangeDeps,
  { personId, origin }: { personId: string; origin: RequestOrigin },
): Promise<string[]> {
  const codes = new Set<string>();
  while (codes.size < recoveryCodeCount) codes.add(writeRecoveryCode(deps.random));
  await changeMethods(deps, { userId: personId, origin }, async ({ em, now, takeFormer, tell }) => {
    const known = await em.findOne(SignInMethod, { person: personId, type: 'recovery_codes' });
    const former = known ? await takeFormer(known.id) : undefined;
    const id = known?.id ?? timeOrderedId(now.getTime());
    if (known) {
      em.assign(known, { failures: 0, knownDeviceFailures: 0, revision: known.revision + 1 });
      await em.nativeDelete(RecoveryCode, { method: id });
    } else {
      const state = { type: 'recovery_codes', status: 'active', counter: 0, createdAt: now } as const;
      em.create(SignInMethod, { id, person: personId, ...state }, { persist: true });
      await em.flush();
    }
    const hashes = [...codes].map((code) => hashRecoveryCode(deps.keyring, personId, readRecoveryCode(code) ?? code));
    await em.insertMany(
      RecoveryCode,
      hashes.map((codeHash) => ({ codeHash, method: id })),
    );
    const name = known ? 'METHOD CHANGED' : 'METHOD ADDED';
    const about = { userId: personId, subjectId: id, detail: 'recovery_codes' };
    recordEvent(em, { name, occurredAt: now, ...originOf(origin), ...about });
    await tell({ kind: known ? 'changed' : 'added', type: 'recovery_codes', methodId: id, name: null, former });
  });
  return [...codes];
}
