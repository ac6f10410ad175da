import type { Context } from 'koa';
import type { FlowKey } from '../../commands/authentication/flow/find-flow.ts';
import type { OwnCookie } from '../http/browser/own-cookie.ts';

/** What a request has of its flow. */
export function keyOf(context: Context, cookie: OwnCookie, sessionId: string): FlowKey {
  return { sessionId, cookie: cookie.read(context) };
}
