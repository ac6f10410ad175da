import type { EndpointAnswer } from '../http/endpoint.ts';

/**
 * An error body as Twilio's API gives it.
 * @see https://www.twilio.com/docs/usage/troubleshooting/debugging-your-application#error-codes
 */
export function twilioError(status: number, code: number, message: string, headers: Record<string, string> = {}): EndpointAnswer {
  return { status, headers, body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }, reason: String(code) };
}
