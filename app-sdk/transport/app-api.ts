import { CountersignError, isCountersignError } from '../errors.ts';
import { Answer } from './answers.ts';
import type { Http, HttpRequest } from './http.ts';
import type { MessageIds } from './message-ids.ts';
import type { Tokens } from './tokens.ts';

/** A change by a profile, which the server makes once for all repetitions. */
export interface AppMessage {
  /** `POST` by default. */
  method?: 'POST' | 'PUT' | 'DELETE';
  path: string;
  /** See `MessageOptions`. */
  purpose: string;
  intent: string;
  /** Absent for a message without a body. */
  compose?: () => Promise<unknown>;
  inMemory?: boolean;
  /** Purposes whose unanswered messages become obsolete when this one is sent. */
  supersedes?: string[];
  /** Stores the answer before the message is deleted. */
  keep?: (answer: Answer) => Promise<void>;
  /** Creates the proof of a factor for the message with this id. */
  factorProof?: (messageId: string) => Promise<string>;
  deviceSuffices?: boolean;
}

/** The options of a request. */
export interface Access {
  signal?: AbortSignal;
  maxTries?: number;
  /** The endpoint also accepts the device key alone, when there is no access token without a factor. */
  deviceSuffices?: boolean;
}

export interface AppApi {
  get(profileId: string, path: string, access?: Access): Promise<Answer>;
  send(profileId: string, message: AppMessage): Promise<Answer>;
  /** Deletes unanswered messages whose purpose starts with one of these. */
  supersede(profileId: string, purposes: string[]): Promise<void>;
  /** An idempotent DELETE without a message id. */
  delete(profileId: string, path: string, access?: Access): Promise<void>;
  /** A GET whose body is streamed. */
  stream(profileId: string, path: string, signal: AbortSignal): Promise<Response>;
}

export const APP_BASE = '/app/v1';

/** The credentials of a request: a token, or the device key for a profile. */
type Credentials = { accessToken: string } | { profileId: string };

interface AppApiOptions {
  http: Http;
  tokens: Tokens;
  messageIds: MessageIds;
}

/** Calls the endpoints below `/app/v1` for a profile. */
export function createAppApi(options: AppApiOptions): AppApi {
  const { http, messageIds } = options;
  const call = async (profileId: string, request: HttpRequest, deviceSuffices?: boolean) => {
    const send = (credentials: Credentials) => http.send({ ...request, path: APP_BASE + request.path, ...credentials });
    return Answer.of(await authorized(options, profileId, send, deviceSuffices));
  };
  const supersede = async (profileId: string, purposes: string[]) => {
    for (const purpose of purposes) await messageIds.forget(`${profileId}:${purpose}`);
  };
  return {
    supersede,
    get: (profileId, path, { deviceSuffices, ...limits } = {}) =>
      call(profileId, { method: 'GET', path, ...limits }, deviceSuffices),
    send: async (
      profileId,
      { method = 'POST', path, purpose, intent, compose, inMemory, supersedes = [], keep, factorProof, deviceSuffices },
    ) => {
      await supersede(profileId, supersedes);
      return await messageIds.send({
        purpose: `${profileId}:${purpose}`,
        intent,
        inMemory,
        compose: async () => compose && JSON.stringify(await compose()),
        post: async ({ messageId, body }) => {
          const proof = factorProof && (() => factorProof(messageId));
          const answer = await call(profileId, { method, path, messageId, body, factorProof: proof }, deviceSuffices);
          await keep?.(answer);
          return answer;
        },
      });
    },
    delete: async (profileId, path, { deviceSuffices, ...limits } = {}) =>
      void (await call(profileId, { method: 'DELETE', path, ...limits }, deviceSuffices)),
    stream: (profileId, path, signal) => {
      const open = (credentials: Credentials) =>
        http.open({ method: 'GET', path: APP_BASE + path, ...credentials, accept: 'text/event-stream', signal });
      return authorized(options, profileId, open, true);
    },
  };
}

/**
 * Runs with a token, and once more with a new one when the server refuses the first. Where the device key suffices, it is used
 * alone when no token is available.
 */
async function authorized<T>(
  { tokens }: AppApiOptions,
  profileId: string,
  run: (credentials: Credentials) => Promise<T>,
  deviceSuffices = false,
): Promise<T> {
  const credentials = async (token: Promise<string>): Promise<Credentials> => {
    try {
      return { accessToken: await token };
    } catch (error) {
      if (
        deviceSuffices &&
        isCountersignError(error, 'factor_required', 'disconnected') &&
        (await tokens.isConnected(profileId))
      )
        return { profileId };
      throw error;
    }
  };
  const first = await credentials(tokens.accessToken(profileId));
  try {
    return await run(first);
  } catch (error) {
    if (isCountersignError(error, 'disconnected')) await tokens.disconnect(profileId);
    if (!isCountersignError(error, 'invalid_token')) throw error;
    if ('profileId' in first) throw await gone(tokens, profileId, error);
    const second = await credentials(tokens.renew(profileId, first.accessToken));
    try {
      return await run(second);
    } catch (again) {
      if ('profileId' in second && isCountersignError(again, 'invalid_token'))
        throw await gone(tokens, profileId, again);
      throw again;
    }
  }
}

/** The server does not know the profile on this device, as it refuses nothing else with this code for the device key alone. */
async function gone(tokens: Tokens, profileId: string, error: CountersignError): Promise<CountersignError> {
  await tokens.disconnect(profileId);
  return new CountersignError('disconnected', {
    detail: error.detail,
    httpStatus: error.httpStatus,
    requestId: error.requestId,
    cause: error,
  });
}
