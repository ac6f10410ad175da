import { randomUUID } from 'node:crypto';
import { callingCodeOf, isPrefixAllowed } from '../../../domain/persons/contacts/calling-code.ts';
import { bounds, rateLimit } from '../../../domain/rate-limits/limits.ts';
import { SentContactCode } from '../../../entities/persons/sent-contact-code.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { queueMessage } from '../../messages/delivery/queue-message.ts';
import type { NewMessage } from '../../messages/delivery/queue-message.ts';
import type { ContactCode, ContactCodes } from '../../persons/sign-in-methods/contacts/contact-codes.ts';
import { personalKey } from '../../rate-limits/personal-key.ts';
import type { FlowDeps } from '../flow/flow-deps.ts';
import { countSend, countSending } from '../methods/sending/send-limits.ts';
import { sendMessage } from '../methods/sending/send-message.ts';
import { codeOf, isTypedCodeOf } from '../methods/sending/sign-in-code.ts';

type Deps = Pick<FlowDeps, 'em' | 'clock' | 'keyring' | 'configuration' | 'relyingParty'> & {
  engine: Pick<FlowDeps['engine'], 'message'>;
};

/** Sends the codes by which people prove addresses and numbers, under the limits of sign-in codes and one of the person. */
export function createContactCodes(deps: Deps): ContactCodes {
  return {
    async prepare(code) {
      await countCode(deps, code);
      const message = messageOf(deps, code);
      return {
        write: async () => {
          const { id, personId, channel, destination } = code;
          const country = channel === 'email' ? null : callingCodeOf(destination);
          const row = { id, person: personId, isProven: false, createdAt: deps.clock() };
          if (country !== null) await deps.em().insert(SentContactCode, { ...row, country });
          await queueMessage(deps, message);
        },
        send: () => sendMessage(deps, message),
      };
    },
    isRight: (id, typed) => isTypedCodeOf(deps.keyring, id, typed),
  };
}

async function countCode(deps: Deps, { personId, channel, destination, origin }: ContactCode): Promise<void> {
  const isPhone = channel !== 'email';
  const { general } = await deps.configuration.current();
  if (isPhone && !isPrefixAllowed(destination, general.sign_in_phone_prefixes))
    throw new CountersignError('phone_number_invalid', { extra: { parameter: 'phone_number' } });
  await countSending(deps, rateLimit('contact-send:person'), personalKey(deps.keyring, personId));
  const country = isPhone ? callingCodeOf(destination) : null;
  await countSend(deps, { destination, country, knownDevice: undefined, origin });
}

function messageOf({ keyring, relyingParty }: Deps, code: ContactCode): NewMessage {
  const { id, personId, channel, destination, locale, expiresAt, origin } = code;
  const minutes = String(bounds['method-proof-lifetime'].most / 60);
  return {
    id: randomUUID(),
    channel,
    to: destination,
    template: 'contact_code',
    data: { site: relyingParty.name, code: codeOf(keyring, id), minutes },
    locale,
    expiresAt,
    userId: personId,
    requestId: origin.requestId,
  };
}
