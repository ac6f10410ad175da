import { callingCodeOf, isPrefixAllowed } from '../../../../domain/persons/contacts/calling-code.ts';
import { maskPhone } from '../../../../domain/persons/contacts/mask.ts';
import { parsePhoneNumber } from '../../../../domain/persons/contacts/phone-number.ts';
import { openInRow } from '../../../../entities/columns/row-bound.ts';
import type { AuthenticationFlow } from '../../../../entities/authentication/authentication-flow.ts';
import { PersonPhone } from '../../../../entities/persons/person-phone.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import { hashPhoneNumber } from '../../../persons/profile/blind-index.ts';
import type { FlowDeps } from '../../flow/flow-deps.ts';
import { personOfFlow } from '../../browser-accounts/chosen-account.ts';
import { createCodeSteps } from './code-steps.ts';
import type { Recipient } from './code-steps.ts';
import { mayReceiveCodes } from './may-receive-codes.ts';

export interface PhoneCredentials {
  phone_number?: string | undefined;
}

const verified = { verifiedAt: { $ne: null } };

/** The steps of a method that sends a code to a phone number. */
export function createPhoneSteps(channel: 'sms' | 'whatsapp') {
  return createCodeSteps<PhoneCredentials>({
    channel,
    findRecipient: async (deps, flow, { phone_number: text }) => {
      const recipient = text === undefined ? await findOwn(deps, flow) : await findByNumber(deps, flow, text);
      const { general } = await deps.configuration.current();
      if (!isPrefixAllowed(recipient.destination, general.sign_in_phone_prefixes)) throw invalid();
      return recipient;
    },
    mask: ({ destination, country }) => maskPhone(destination, country ?? ''),
    isSetUp: async (deps, personId) => (await deps.em().count(PersonPhone, { person: personId, ...verified })) > 0,
  });
}

/** The primary number of the person whose flow it is. */
async function findOwn(deps: FlowDeps, flow: AuthenticationFlow): Promise<Recipient> {
  const personId = personOfFlow(flow);
  const destination = personId ? await findOwnNumber(deps, personId) : undefined;
  if (!personId || destination === undefined)
    throw new CountersignError('invalid_request', { extra: { parameter: 'credentials.phone_number' } });
  return { destination, country: callingCodeOf(destination), personId };
}

/** The verified number of a person that is used first. */
export async function findOwnNumber(
  { em, keyring }: Pick<FlowDeps, 'em' | 'keyring'>,
  personId: string,
): Promise<string | undefined> {
  const order = { orderBy: { isPrimary: 'desc', id: 'asc' } } as const;
  const row = await em().findOne(PersonPhone, { person: personId, ...verified }, order);
  return row ? openInRow(keyring, 'person_phone.number', personId, row.number) : undefined;
}

/** A number that several people have verified is none that says who signs in. */
async function findByNumber(deps: FlowDeps, flow: AuthenticationFlow, text: string): Promise<Recipient> {
  const destination = parsePhoneNumber(text);
  if (!destination) throw invalid();
  const numberHash = hashPhoneNumber(deps.keyring, destination);
  const rows = await deps.em().find(PersonPhone, { numberHash, ...verified }, { limit: 2 });
  const own = flow.personId ? rows.filter(({ person }) => person === flow.personId) : rows;
  const [only, ...others] = own;
  const personId = await mayReceiveCodes(deps, flow, others.length === 0 ? only?.person : undefined);
  return { destination, country: callingCodeOf(destination), personId };
}

function invalid(): CountersignError {
  return new CountersignError('phone_number_invalid', { extra: { parameter: 'credentials.phone_number' } });
}
