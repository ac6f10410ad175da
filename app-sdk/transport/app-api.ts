import { isCountersignError } from '../errors.ts';
import { Answer } from './answers.ts';
import type { Http, HttpRequest } from './http.ts';
import type { MessageIds } from './message-ids.ts';
import type { Tokens } from './tokens.ts';

/** A POST of a profile that the server carries out once however often it is sent. */
export interface AppMessage {
  path: string;
  /** See `MessageIds.send`. */
  purpose: string;
  intent: string;
  compose: () => Promise<unknown>;
  /** Puts what was answered in a safe place; only then is the message forgotten. */
  keep?: (answer: Answer) => Promise<void>;
}

export interface AppApi {
  get(profileId: string, path: string, signal?: AbortSignal): Promise<Answer>;
  post(profileId: string, message: AppMessage): Promise<Answer>;
  delete(profileId: string, path: string, limits?: { maxTries: number }): Promise<void>;
  /** A GET whose body is read as it comes. */
  stream(profileId: string, path: string, signal: AbortSignal): Promise<Response>;
}

export const APP_BASE = '/app/v1';

/** The endpoints below `/app/v1` that need an access token. */
export function createAppApi(options: { http: Http; tokens: Tokens; messageIds: MessageIds }): AppApi {
  const { http, tokens, messageIds } = options;

  /** Runs with a token; once more with a new one when the server no longer takes the first. */
  const authorized = async <T>(profileId: string, run: (accessToken: string) => Promise<T>): Promise<T> => {
    const accessToken = await tokens.accessToken(profileId);
    try {
      return await run(accessToken);
    } catch (error) {
      if (!isCountersignError(error, 'invalid_token')) throw error;
      return await run(await tokens.renew(profileId, accessToken));
    }
  };
  const call = async (profileId: string, request: HttpRequest) =>
    Answer.of(await authorized(profileId, (accessToken) => http.send({ ...request, path: APP_BASE + request.path, accessToken })));

  return {
    get: (profileId, path, signal) => call(profileId, { method: 'GET', path, signal }),
    post: (profileId, { path, purpose, intent, compose, keep }) =>
      messageIds.send(
        `${profileId}:${purpose}`,
        intent,
        async () => JSON.stringify(await compose()),
        async (message) => {
          const answer = await call(profileId, { method: 'POST', path, ...message });
          await keep?.(answer);
          return answer;
        },
      ),
    delete: async (profileId, path, limits) => void (await call(profileId, { method: 'DELETE', path, ...limits })),
    stream: (profileId, path, signal) =>
      authorized(profileId, (accessToken) =>
        http.open({ method: 'GET', path: APP_BASE + path, accessToken, accept: 'text/event-stream', signal }),
      ),
  };
}
