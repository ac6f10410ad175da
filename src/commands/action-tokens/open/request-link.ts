import { runApart } from '../../../database/prepared-statement.ts';
import { rateLimit } from '../../../domain/rate-limits/limits.ts';
import { readEmailAddress } from '../../../domain/persons/contacts/email-address.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { limitAddress } from '../../rate-limits/limit-address.ts';
import { personalKey } from '../../rate-limits/personal-key.ts';
import { createRateLimit } from '../../rate-limits/rate-limit.ts';
import { sendMail, writeMailedToken } from './mail-token.ts';
import type { MailDeps } from './mail-token.ts';

/** A link that is asked for in a browser. */
export interface LinkRequest {
  email: string;
  /** What the browser keeps: with the setting `action_token_same_device` the link works there alone. */
  device: string;
  origin: RequestOrigin;
}

/** Whose account waits for its activation by a mail that they were sent before; no other link is sent to a stranger's request. */
const find = `select p.id from person_email e join person p on p.id = e.person_id and p.status = 'inactive'
  where e.address_key = $1 and e.is_primary
    and exists (select from event v where lower(v.user_id) = lower(p.id) and v.name = 'ACTION TOKEN CREATED' and v.detail like 'PERSON_ACTIVATION%')`;

/**
 * Counts a request for a new link, and sends it where there is a person for whom it is. Whether there is shows neither in the answer nor in its
 * time, as the link is made after it.
 * @returns sends the link.
 * @throws CountersignError `email_invalid`, `slow_down`
 */
export async function requestLink(
  deps: MailDeps,
  { email: text, device, origin }: LinkRequest,
): Promise<() => Promise<void>> {
  const email = readEmailAddress(text);
  if (!email) throw new CountersignError('email_invalid', { extra: { parameter: 'email' } });
  await limitAddress(deps, rateLimit('link-request:address'))(origin);
  await createRateLimit(deps, rateLimit('link-request:email')).count(personalKey(deps.keyring, email.key));
  return () => send(deps, { email: email.key, device, origin });
}

async function send(deps: MailDeps, { email, device, origin }: LinkRequest): Promise<void> {
  const personId = await findWaiting(deps, email);
  if (personId === undefined) return;
  const { general } = await deps.configuration.current();
  const activation = { type: 'PERSON_ACTIVATION', parameters: { activation_method: 'EMAIL' } } as const;
  const login = { type: 'LOGIN', parameters: {} } as const;
  const actions = general.action_token_login_enabled ? [activation, login] : [activation];
  await sendMail(deps, await writeMailedToken(deps, { personId, actions, device, origin }));
}

async function findWaiting(deps: Pick<CommandDeps, 'em'>, email: string): Promise<string | undefined> {
  const [row] = await runApart<{ id: string }>(deps, { sql: find, parameters: [email] });
  return row?.id;
}
