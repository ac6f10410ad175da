import type { Agent } from 'node:https';
import type { RequestClient } from 'twilio';
import { exchange } from '../connection/exchange.ts';
import type { ExchangeAnswer } from '../connection/exchange.ts';
import type { ProviderAgents } from '../connection/provider-agents.ts';

type TwilioRequest = Parameters<RequestClient['request']>[0];

/** The part of Twilio's HTTP client that its SDK calls. */
export interface TwilioHttpClient {
  request(options: TwilioRequest): Promise<{ statusCode: number; body: string; headers: ExchangeAnswer['headers'] }>;
}

/**
 * Sends the SDK's requests over shared connections to `baseUrl`, whatever host the SDK names, without retries.
 * Its calls throw ExchangeError when no answer came.
 */
export function createTwilioHttpClient(
  baseUrl: URL,
  agents: ProviderAgents,
  timeoutMs: () => number,
): TwilioHttpClient {
  return {
    request: async ({ method, uri, username, password, headers, data }) => {
      const { pathname, search } = new URL(uri);
      const credentials = Buffer.from(`${username}:${password}`).toString('base64');
      const send = (agent: Agent): Promise<ExchangeAnswer> =>
        exchange({
          method: method === 'post' ? 'POST' : 'GET',
          url: new URL(`${pathname}${search}`, baseUrl),
          headers: { ...(headers as Record<string, string>), authorization: `Basic ${credentials}` },
          ...(data === undefined ? {} : { body: encodeForm(data as Record<string, unknown>) }),
          agent,
          timeoutMs: timeoutMs(),
        });
      const answer = await agents.use(baseUrl, send);
      return { statusCode: answer.status, body: answer.body, headers: answer.headers };
    },
  };
}

function encodeForm(data: Record<string, unknown>): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(data)) {
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (item !== undefined && item !== null) form.append(name, String(item));
    }
  }
  return form.toString();
}
