import { EnrollmentCode } from '../../../entities/devices/enrollment-code.ts';
import type { CommandDeps } from '../../command-deps.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'>;

/** A code of a user that no phone has used yet. */
export interface OpenEnrollmentCode {
  id: string;
  userId: string;
}

/** @returns undefined for a code that is used, too old, or of another user: one answer for all of them. */
export async function findOpenEnrollmentCode(
  { em, clock }: Deps,
  { id, userId }: OpenEnrollmentCode,
): Promise<EnrollmentCode | undefined> {
  const code = await em().findOne(EnrollmentCode, { id, userId, consumedAt: null, expiresAt: { $gt: clock() } });
  return code ?? undefined;
}

/** Ends a code before its time. @returns whether there was one to end. */
export async function endEnrollmentCode({ em, clock }: Deps, { id, userId }: OpenEnrollmentCode): Promise<boolean> {
  const now = clock();
  const open = { id, userId, consumedAt: null, expiresAt: { $gt: now } };
  return (await em().nativeUpdate(EnrollmentCode, open, { expiresAt: now })) === 1;
}
