import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ErrorCode } from '../../../errors/error-catalogue.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { writeEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';

/** What another request took in the same moment, by the constraint that says so. */
const taken: Readonly<Record<string, ErrorCode>> = {
  person_email_address_key_unique: 'email_in_use',
  person_username_key_unique: 'username_taken',
  sign_in_method_lookup_hash_unique: 'already_in_use',
  external_identity_provider_id_subject_hash_unique: 'already_in_use',
};
/** What is wrong with a request, and no refusal of a change that could have been. */
const notRecorded: readonly ErrorCode[] = ['invalid_request', 'database_unreachable', 'engine_unreachable'];

/**
 * Does the work of a command about a person; what the database refuses because another request came first is a refusal like any other,
 * and a refusal leaves an event.
 * @param userId whom it is about; null = a person who was to be created.
 */
export async function recordingRefusals<Result>(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  { origin, userId }: { origin: RequestOrigin; userId: string | null },
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    const error = asRefusal(thrown);
    if (error instanceof CountersignError && !notRecorded.includes(error.code))
      await writeEvent(deps, {
        name: 'PERSON CHANGE REFUSED',
        occurredAt: deps.clock(),
        ...originOf(origin),
        userId,
        detail: error.code,
      });
    throw error;
  }
}

function asRefusal(thrown: unknown): unknown {
  if (!(thrown instanceof UniqueConstraintViolationException)) return thrown;
  const code = taken[(thrown as { constraint?: string }).constraint ?? ''];
  return code ? new CountersignError(code, { cause: thrown }) : thrown;
}
