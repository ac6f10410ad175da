import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';

export interface TwilioRequest {
  /** As Twilio was told it, with its query. */
  url: string;
  /** The body as it came, a form. */
  form: string;
  /** `X-Twilio-Signature`. */
  signature: string;
}

/** Whether a request is signed by one of the auth tokens. Twilio's own check, in constant time, over all tokens. */
export function hasTwilioSignature({ url, form, signature }: TwilioRequest, authTokens: readonly string[]): boolean {
  const parameters = readForm(form);
  return authTokens.map((token) => validateRequest(token, signature, url, parameters)).includes(true);
}

/** As Twilio's check wants it: a parameter that comes twice is a list. */
function readForm(form: string): Record<string, string | string[]> {
  const parameters = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(form)) parameters.set(name, [...(parameters.get(name) ?? []), value]);
  return Object.fromEntries(
    [...parameters].map(([name, values]) => [name, values.length === 1 ? (values[0] as string) : values]),
  );
}
