import { randomUUID } from 'node:crypto';
import { bounds } from '../../../../domain/rate-limits/limits.ts';
import type { MessageChannel } from '../../../../domain/messages/delivery/status.ts';
import { timeOrderedId } from '../../../../entities/columns/id.ts';
import type { AuthenticationFlow } from '../../../../entities/authentication/authentication-flow.ts';
import { queueMessage } from '../../../messages/delivery/queue-message.ts';
import type { NewMessage } from '../../../messages/delivery/queue-message.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { isGuessedTooOften } from '../../../persons/sign-in-methods/code-guesses.ts';
import type { CodeGuess } from '../../../persons/sign-in-methods/code-guesses.ts';
import type { FlowDeps } from '../../flow/flow-deps.ts';
import { knownDeviceOf } from '../../known-devices/known-device.ts';
import type { MethodSteps, Resend } from '../method-steps.ts';
import { countSend } from './send-limits.ts';
import { sendMessage } from './send-message.ts';
import { codeOf, isCodeOf, linkCodeOf } from './sign-in-code.ts';

/** Where a code goes. */
export interface Recipient {
  destination: string;
  /** Calling code of a phone number. */
  country: string | null;
  /** Null: it is no person's who may sign in by it. Nothing is sent, and the answer is the same. */
  personId: string | null;
}

interface CodeMethod<Credentials> {
  channel: MessageChannel;
  /** @throws CountersignError when what was sent is no address. */
  findRecipient(deps: FlowDeps, flow: AuthenticationFlow, credentials: Credentials): Promise<Recipient>;
  mask(recipient: Pick<Recipient, 'destination' | 'country'>): string;
  isSetUp(deps: FlowDeps, personId: string): Promise<boolean>;
}

const lifetime = bounds['sign-in-code-lifetime'].most;
const pause = bounds['sign-in-resend-pause'].most;
const codeLength = 6;

/** The steps of a method that sends a code, which is then typed. */
export function createCodeSteps<Credentials>(method: CodeMethod<Credentials>): MethodSteps<Credentials> {
  const { channel } = method;
  return {
    async begin(deps, { flow, credentials, device, origin }) {
      const found = await method.findRecipient(deps, flow, credentials);
      const guess = await guessOf(deps, { ...found, method: channel }, device);
      await countSend(deps, { ...found, knownDevice: guess.knownDevice, origin });
      const recipient = (await isGuessedTooOften(deps, guess)) ? { ...found, personId: null } : found;
      const now = deps.clock().getTime();
      const id = timeOrderedId(now);
      const expiresAt = new Date(Math.min(now + lifetime * 1000, flow.expiresAt.getTime()));
      const resendAfter = new Date(now + pause * 1000);
      const sending = await prepare(deps, { channel, flow, recipient, challengeId: id, expiresAt, origin });
      return { challenge: { id, on: 'challenge sent', ...recipient, resendAfter, expiresAt, ...sending } };
    },
    verify: (deps, challenge, typed) => isCodeOf(deps.keyring, challenge.id, typed),
    async resend(deps, { flow, challenge, device, origin }) {
      const { personId = null, country = null, expiresAt } = challenge;
      const recipient = { destination: challenge.destination ?? '', country, personId };
      const knownDevice = await knownDeviceOf(deps, device, personId ?? undefined);
      await countSend(deps, { ...recipient, knownDevice, origin });
      return prepare(deps, { channel, flow, recipient, challengeId: challenge.id, expiresAt, origin });
    },
    show: (_deps, { destination, country = null, attempts, resends, resendAfter }) => ({
      type: 'otp',
      channel,
      destination: method.mask({ destination: destination ?? '', country }),
      code_length: codeLength,
      attempts_left: bounds['sign-in-code-tries'].most - attempts,
      resends_left: bounds['sign-in-code-resends'].most - resends,
      resend_after: resendAfter?.toISOString() ?? null,
    }),
    isSetUp: method.isSetUp,
  };
}

/** How a code that is typed is counted. @param device what the browser keeps of the person who signed in with it before. */
export async function guessOf(
  deps: Pick<FlowDeps, 'em' | 'keyring'>,
  {
    method,
    personId: id,
    destination,
  }: { method: string; personId?: string | null | undefined; destination?: string | null | undefined },
  device: string | undefined,
): Promise<CodeGuess> {
  const personId = id ?? undefined;
  const knownDevice = await knownDeviceOf(deps, device, personId);
  return { type: method as MessageChannel, personId, identifier: (destination ?? '').toLowerCase(), knownDevice };
}

interface Prepared {
  channel: MessageChannel;
  flow: AuthenticationFlow;
  recipient: Recipient;
  challengeId: string;
  expiresAt: Date;
  origin: RequestOrigin;
}

/** To an unknown address goes a message that is withheld: the same work, whatever is known. */
async function prepare(deps: FlowDeps, prepared: Prepared): Promise<Resend> {
  const { channel, flow, recipient, expiresAt, origin } = prepared;
  const { clients } = await deps.registry.current();
  const site = clients.get(flow.clientId)?.client.name ?? flow.clientId;
  const message: NewMessage = {
    id: randomUUID(),
    channel,
    to: recipient.destination,
    locale: flow.locale,
    expiresAt,
    userId: recipient.personId ?? undefined,
    requestId: origin.requestId,
    isWithheld: recipient.personId === null,
    ...wordsOf(deps, prepared, site),
  };
  return { write: () => queueMessage(deps, message), send: () => sendMessage(deps, message) };
}

/** A mail has a link too: to a page with a button, whose address no server and no log sees. */
function wordsOf(
  deps: FlowDeps,
  { channel, flow, challengeId }: Prepared,
  site: string,
): Pick<NewMessage, 'template' | 'data'> {
  const code = codeOf(deps.keyring, challengeId);
  const minutes = String(lifetime / 60);
  if (channel !== 'email') return { template: 'sign_in_code', data: { site, code, minutes } };
  const named = { session_id: flow.id, challenge_id: challengeId, otp: linkCodeOf(deps.keyring, challengeId) };
  const link = `${deps.environment.publicUrl}/sign-in/link#${new URLSearchParams(named).toString()}`;
  return { template: 'sign_in_link', data: { site, code, minutes, link } };
}
