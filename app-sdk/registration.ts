import { CountersignError } from './errors.ts';
import type { Installation, Registration } from './installation.ts';
import { Answer } from './transport/answers.ts';
import { APP_BASE } from './transport/app-api.ts';
import type { Http } from './transport/http.ts';
import type { MessageIds } from './transport/message-ids.ts';

export interface RegistrationInput {
  /** Identifier of the application as configured at the server. */
  application: string;
  platform: 'android' | 'ios';
  /** Name of the application version as configured at the server. */
  version: string;
  /** Shown to the user wherever devices are listed. */
  device: { name: string; model?: string; osVersion?: string };
}

/**
 * Registers this installation as an OAuth client whose tokens are bound to its device key. Idempotent; a new version or another
 * name updates the registration.
 *
 * @throws CountersignError `application_unknown`, `version_disabled`, `registration_disabled`
 */
export async function register(
  deps: { http: Http; messageIds: MessageIds; installation: Installation },
  input: RegistrationInput,
): Promise<Registration> {
  const body = JSON.stringify(presentRegistration(input));
  const known = await deps.installation.registration();
  if (known?.describedAs === body) return { deviceId: known.deviceId, clientId: known.clientId };
  const answer = await deps.messageIds.send({
    purpose: 'registration',
    intent: body,
    compose: async () => body,
    post: (message) => deps.http.send({ method: 'POST', path: `${APP_BASE}/registrations`, ...message }),
  });
  const members = Answer.of(answer);
  const registration = { deviceId: members.text('device_id'), clientId: members.text('client_id') };
  if (registration.deviceId !== (await deps.installation.deviceId())) {
    throw new CountersignError('unexpected_answer', { detail: 'the server registered another device key' });
  }
  await deps.installation.save({ ...registration, describedAs: body });
  return registration;
}

function presentRegistration({ application, platform, version, device }: RegistrationInput) {
  return {
    application,
    platform,
    version,
    device: { name: device.name, model: device.model, os_version: device.osVersion },
  };
}
