import type { AppCaller } from '../app-caller.ts';
import type { CommandDeps } from '../command-deps.ts';
import { originOf } from '../request-origin.ts';
import { recordEvent } from '../events/record-event.ts';

/** Writes that an app returned a wrong nonce. */
export async function recordWrongNonce(deps: Pick<CommandDeps, 'em' | 'clock'>, caller: AppCaller, enrollmentId: string): Promise<void> {
  const em = deps.em();
  recordEvent(em, { name: 'PUSH ENROLLMENT INVALID REQ', occurredAt: deps.clock(), ...originOf(caller), userId: caller.userId, subjectId: enrollmentId, detail: 'invalid_nonce' });
  await em.flush();
}
