import { maskEmail } from '../../../../domain/persons/contacts/mask.ts';
import { readEmailAddress } from '../../../../domain/persons/contacts/email-address.ts';
import type { AuthenticationFlow } from '../../../../entities/authentication/authentication-flow.ts';
import { PersonEmail } from '../../../../entities/persons/person-email.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import type { FlowDeps } from '../../flow/flow-deps.ts';
import { personOfFlow } from '../../browser-accounts/chosen-account.ts';
import { createCodeSteps } from '../sending/code-steps.ts';
import type { Recipient } from '../sending/code-steps.ts';
import { mayReceiveCodes } from '../sending/may-receive-codes.ts';

export interface EmailCredentials {
  email?: string | undefined;
}

const verified = { verifiedAt: { $ne: null } };

/** A code and a link to a verified e-mail address. */
export const emailSteps = createCodeSteps<EmailCredentials>({
  channel: 'email',
  findRecipient: (deps, flow, { email }) =>
    email === undefined ? findOwn(deps, flow) : findByAddress(deps, flow, email),
  // In lower case: as it was typed and as it is stored look the same.
  mask: ({ destination }) => maskEmail(destination.toLowerCase()),
  isSetUp: async (deps, personId) => (await deps.em().count(PersonEmail, { person: personId, ...verified })) > 0,
});

/** The primary address of the person whose flow it is. */
async function findOwn(deps: FlowDeps, flow: AuthenticationFlow): Promise<Recipient> {
  const personId = personOfFlow(flow);
  const order = { orderBy: { isPrimary: 'desc', id: 'asc' } } as const;
  const row = personId ? await deps.em().findOne(PersonEmail, { person: personId, ...verified }, order) : null;
  if (!personId || !row) throw new CountersignError('invalid_request', { extra: { parameter: 'credentials.email' } });
  return { destination: row.address, country: null, personId };
}

async function findByAddress(deps: FlowDeps, flow: AuthenticationFlow, text: string): Promise<Recipient> {
  const email = readEmailAddress(text);
  if (!email) throw new CountersignError('email_invalid', { extra: { parameter: 'credentials.email' } });
  const row = await deps.em().findOne(PersonEmail, { addressKey: email.key, ...verified });
  const personId = await mayReceiveCodes(deps, flow, row?.person);
  return { destination: personId && row ? row.address : email.address, country: null, personId };
}
