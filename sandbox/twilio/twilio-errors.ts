import type { EndpointAnswer } from '../http/endpoint.ts';

/**
 * An error body in the format of Twilio's API.
 * @see https://www.twilio.com/docs/usage/troubleshooting/debugging-your-application#error-codes
 */
export function twilioError(
  status: number,
  code: number,
  message: string,
  headers: Record<string, string> = {},
): EndpointAnswer {
  return {
    status,
    headers,
    body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
    reason: String(code),
  };
}
