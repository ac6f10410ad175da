import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { joiningTransaction } from '../../../database/joined-transaction.ts';
import { rateLimit } from '../../../domain/rate-limits/limits.ts';
import { PersonEmail } from '../../../entities/persons/person-email.ts';
import { Person } from '../../../entities/persons/person.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { StartableMessage } from '../../authentication/flow/flow-deps.ts';
import { queueMessage } from '../../messages/delivery/queue-message.ts';
import type { NewMessage } from '../../messages/delivery/queue-message.ts';
import { personalKey } from '../../rate-limits/personal-key.ts';
import { createRateLimit } from '../../rate-limits/rate-limit.ts';
import { createToken } from './create-token.ts';
import type { CreateDeps, CreatedToken, NewToken } from './create-token.ts';

export interface MailDeps extends CreateDeps {
  relyingParty: { name: string };
  engine: { message: { start(message: StartableMessage): Promise<boolean> } };
}

/** Milliseconds in which the mail is tried to be delivered. */
const deliveryMs = 86_400_000;
const [hour, day] = [3_600_000, 86_400_000];

/** A token and the mail that carries it, which {@link sendMail} sends after the commit. */
export interface MailedToken {
  created: CreatedToken;
  mail: StartableMessage;
}

/**
 * Creates a token and writes the mail with its address to the primary e-mail address of the person, in one transaction.
 * @param within the transaction in which it is joined: the count is written there, as a second connection for each of many transactions would
 *   leave none for any of them.
 * @throws CountersignError as {@link createToken}; `action_parameter_missing` for a person without an address, `slow_down`
 */
export async function writeMailedToken(deps: MailDeps, asked: NewToken, within?: EntityManager): Promise<MailedToken> {
  const { personId } = asked;
  await createRateLimit(deps, rateLimit('action-token-mails:person'), within).count(
    personalKey(deps.keyring, personId),
  );
  const written: StartableMessage[] = [];
  const created = await createToken(deps, { ...asked, isMailed: true }, async (token, em) => {
    const email = await em.findOne(PersonEmail, { person: personId, isPrimary: true });
    if (!email) throw new CountersignError('action_parameter_missing', { extra: { parameter: 'email_addresses' } });
    const { locale } = await em.findOneOrFail(Person, { user: personId });
    const message = messageOf(deps, token, { ...asked, to: email.address, locale: locale ?? 'en' });
    await joiningTransaction(em, () => queueMessage(deps, message));
    const { id: messageId, channel, expiresAt, requestId = null } = message;
    written.push({ messageId, channel, expiresAt: expiresAt.getTime(), requestId });
  });
  return { created, mail: written[0] as StartableMessage };
}

/** Begins to send, after the commit. Never fails: the sweeper sends what is not begun now. */
export async function sendMail({ engine }: Pick<MailDeps, 'engine'>, { mail }: MailedToken): Promise<void> {
  await engine.message.start(mail).catch(() => undefined);
}

function messageOf(
  { clock, relyingParty }: MailDeps,
  { url: link, types, expiresAt }: CreatedToken,
  { personId, origin, to, locale }: Pick<NewToken, 'personId' | 'origin'> & { to: string; locale: string },
): NewMessage {
  const now = clock().getTime();
  const lifetime = expiresAt.getTime() - now;
  const { name: site } = relyingParty;
  const words: Pick<NewMessage, 'template' | 'data'> = types.includes('PERSON_ACTIVATION')
    ? { template: 'activation', data: { site, link, days: String(Math.ceil(lifetime / day)) } }
    : { template: 'action_token', data: { site, link, hours: String(Math.ceil(lifetime / hour)) } };
  return {
    ...{ id: randomUUID(), channel: 'email', to, locale, userId: personId, requestId: origin.requestId, ...words },
    expiresAt: new Date(Math.min(now + deliveryMs, expiresAt.getTime())),
  };
}
