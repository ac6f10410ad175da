import type { OperationNote, OperationNotes } from './operation-note.ts';

const base = '/configuration';
const listed = 'A page has 100 entries.';
const seen = 'The answer has an `ETag`, for `If-Match`.';
const missing = 'not_found';
const conflict = 'configuration_conflict';

/** Notes for list, add, read, change and delete of one kind of resource. */
function resource(path: string, item: string, thing: string): Record<string, OperationNote> {
  return {
    [`get ${path}`]: [`Lists ${thing}s. ${listed}`],
    [`post ${path}`]: [`Adds a ${thing}.`, conflict],
    [`get ${item}`]: [`Shows one ${thing}. ${seen}`, missing],
    [`patch ${item}`]: [`Changes the fields of a ${thing} that are sent; the others stay.`, missing, conflict],
    [`delete ${item}`]: [`Deletes a ${thing} that nothing uses.`, missing, conflict],
  };
}

/** Notes for read, replace, change and delete of a single resource. */
function single(path: string, thing: string): Record<string, OperationNote> {
  return {
    [`get ${path}`]: [`Shows the ${thing} in force, without its secrets. ${seen}`],
    [`put ${path}`]: [`Configures the ${thing} anew: what is not sent gets its default.`],
    [`patch ${path}`]: [`Changes the fields of the ${thing} that are sent; the others stay.`, missing, conflict],
    [`delete ${path}`]: [`Removes the configured ${thing}.`, missing],
  };
}

const versions = `${base}/applications/{identifier}/platforms/{platform}/versions`;
const templates = `${base}/message-templates`;
const types = `${base}/mobile-authentication-types`;
const geolocation = `${base}/geolocation`;

/** Of a test that goes to the operator. */
const tested = ['no_own_contact', 'operators_only', 'slow_down'] as const;

// prettier-ignore
export const configurationOperations: OperationNotes = {
  ...resource(`${base}/api-clients`, `${base}/api-clients/{client_id}`, 'client'),
  ...resource(`${base}/applications`, `${base}/applications/{identifier}`, 'application'),
  [`post ${base}/applications/{identifier}/server-key/rotate`]: ['Gives an application a new server key. Apps go on with the old key for a while.', missing, conflict],
  ...resource(versions, `${versions}/{name}`, 'version'),
  [`get ${versions}`]: [`Lists the versions of an application on a platform. ${listed}`, missing],
  [`post ${versions}`]: ['Adds a version.', missing, conflict],
  [`post ${versions}/{name}/clone`]: ['Copies a version under another name.', missing, conflict],
  [`get ${versions}/{name}/export`]: ['Downloads what app builders need of a version, as a zip.', missing, conflict],
  ...resource(`${base}/push-messaging-configurations`, `${base}/push-messaging-configurations/{id}`, 'push messaging configuration'),
  [`post ${base}/push-messaging-configurations/{id}/tests`]: ['Sends a push by a configuration to a phone of the operator, and answers what the provider said.', missing, ...tested],
  ...resource(types, `${types}/{name}`, 'mobile authentication type'),
  [`get ${types}/{name}/messages`]: [`Shows the default messages of a type by language. ${seen}`, missing],
  [`patch ${types}/{name}/messages`]: ['Changes the default messages in the languages that are sent; null removes one.', missing],
  [`post ${types}/{name}/messages/preview`]: ['Shows a message as a text message, with a sample of the code and its segments. Changes nothing.'],
  ...resource(`${base}/callback-endpoints`, `${base}/callback-endpoints/{id}`, 'callback endpoint'),
  [`post ${base}/callback-endpoints/{id}/tests`]: ['Posts `{"test": true}` to a callback endpoint, signed and with its credentials, and answers what came of it.', missing, 'operators_only', 'slow_down'],
  ...single(geolocation, 'geolocation service'),
  [`get ${geolocation}`]: [`Shows the geolocation service, without its secrets. ${seen}`, missing],
  [`get ${templates}`]: ['Lists the keys of the message templates, with their languages.'],
  [`get ${templates}/{key}`]: ['Shows a message template in all its languages.', missing],
  [`get ${templates}/{key}/{locale}`]: [`Shows a message template in one language. ${seen}`, missing],
  [`put ${templates}/{key}/{locale}`]: ['Stores a message template in one language.', missing],
  [`post ${templates}/{key}/preview`]: ['Renders a message template as it is typed, with samples. Changes nothing.', missing],
  [`post ${templates}/{key}/{locale}/tests`]: ['Sends the mail or text message that a template is of to the operator, as it is saved and with samples, and answers what the provider said.', missing, ...tested],
  [`delete ${templates}/{key}/{locale}`]: ['Removes a message template in one language; the one that comes with the server is used again.', missing],
  ...single(`${base}/sms-gateway`, 'SMS gateway'),
  [`post ${base}/sms-gateway/tests`]: ['Sends a text message to the verified number of the operator, and answers what the provider said.', ...tested],
  [`post ${base}/smtp-server/tests`]: ['Sends a mail to the verified address of the operator, and answers what the server said.', ...tested],
  ...single(`${base}/smtp-server`, 'SMTP server'),
  ...single(`${base}/outgoing-proxy`, 'outgoing proxy'),
  [`post ${base}/action-token-redirects/preview`]: ['Tries an address with the addresses that action tokens may redirect to, or with a list that is not set yet. Changes nothing.'],
  [`get ${base}/features`]: ['Shows the switches of whole parts, defaults included.'],
  [`patch ${base}/features`]: ['Changes the switches that are sent; null stands for the default.'],
  [`get ${base}/general-settings`]: ['Shows the general settings, defaults included.'],
  [`patch ${base}/general-settings`]: ['Changes the settings that are sent; null stands for the default.'],
};
