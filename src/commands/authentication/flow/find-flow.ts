import { livingStatuses } from '../../../domain/authentication/flow/status.ts';
import type { AuthenticationFlow } from '../../../entities/authentication/authentication-flow.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { Keyring } from '../../../security/keyring.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { readFlow } from './flow-rows.ts';

/** What a caller has of a flow: its address, and the cookie that is the right to it. */
export interface FlowKey {
  sessionId: string;
  /** Undefined: the request has none. */
  cookie: string | undefined;
}

export function hashFlowCookie(keyring: Keyring, cookie: string): Buffer {
  return keyring.lookupHash(cookie, 'authentication_flow');
}

/** By what a flow is found: either half alone finds none. */
export function whereFlow(keyring: Keyring, { sessionId, cookie }: FlowKey) {
  return { id: sessionId, cookieHash: hashFlowCookie(keyring, cookie ?? '') };
}

/**
 * The flow of a caller.
 * @throws CountersignError `flow_unknown`, `flow_expired`
 */
export async function findFlow(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  key: FlowKey,
): Promise<AuthenticationFlow> {
  const { id, cookieHash } = whereFlow(deps.keyring, key);
  const flow = await readFlow(deps.em(), { sql: 'f.id = ? and f.cookie_hash = ?', parameters: [id, cookieHash] });
  return checkFlow(flow, deps.clock());
}

/** @throws CountersignError `flow_unknown`, `flow_expired` */
export function checkFlow(flow: AuthenticationFlow | null | undefined, now: Date): AuthenticationFlow {
  if (!flow) throw new CountersignError('flow_unknown');
  const isLiving = livingStatuses.some((status) => status === flow.status);
  if (isLiving && flow.expiresAt <= now) throw new CountersignError('flow_expired');
  return flow;
}
