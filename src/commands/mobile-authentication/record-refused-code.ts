import type { ErrorCode } from '../../errors/error-catalogue.ts';
import type { CommandDeps } from '../command-deps.ts';
import { writeEvent } from '../events/record-event.ts';
import { originOf } from '../request-origin.ts';
import type { RequestOrigin } from '../request-origin.ts';

export interface RefusedCode {
  name: 'SMS AUTH VALIDATION FAILURE INVALID TRANSACTION' | 'SMS AUTH RESEND FAILURE INVALID TRANSACTION';
  origin: RequestOrigin;
  /** In whose name it was asked: of another user's transaction it is not that user. */
  userId: string;
  /** What the site named, where it can be an id. */
  transactionId: string | undefined;
  /** What the site is told. */
  code: ErrorCode;
}

/** Writes that a site was refused because of the transaction it named: unknown, ended and another user's are the same work. */
export async function recordRefusedCode(deps: Pick<CommandDeps, 'em' | 'clock'>, { name, origin, userId, transactionId, code }: RefusedCode): Promise<void> {
  await writeEvent(deps, { name, occurredAt: deps.clock(), ...originOf(origin), userId, subjectId: transactionId ?? null, detail: code });
}
