import { bounds } from '../../../domain/rate-limits/limits.ts';
import type { ActionToken } from '../../../entities/action-tokens/action-token.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { equalBytes } from '../../../security/keyring.ts';
import type { Keyring } from '../../../security/keyring.ts';
import { hashActionToken, hashDevice } from '../token-value.ts';
import { readToken } from './read-token.ts';
import { refuseToken } from './refuse-token.ts';
import type { ConsumeDeps, TokenUse } from './consume-token.ts';

/**
 * Who uses a token. A site has to name a repetition: without an `Idempotency-Key` each of its requests is one of its own, as it speaks for
 * all bearers.
 */
export type TokenCaller =
  | { kind: 'flow'; flowId: string }
  | { kind: 'browser'; secret: string }
  | { kind: 'site'; clientId: string; key: string };

const { most: repetitionSeconds } = bounds['action-token-repetition'];

export function hashCaller(keyring: Keyring, caller: TokenCaller): Buffer {
  const { kind, ...rest } = caller;
  return keyring.lookupHash(JSON.stringify([kind, ...Object.values(rest)]), 'action_token.caller');
}

/** Whether the use of a token is that of this caller. */
export function isOwnEnd({ usedBy }: Pick<ActionToken, 'usedBy'>, caller: Buffer): boolean {
  return Boolean(usedBy) && equalBytes(usedBy as Buffer, caller);
}

/**
 * The token of a bearer who may use it, or whose use it was a moment ago. Unknown, used, expired and another device's take one query and
 * look the same.
 * @throws CountersignError `action_token_invalid`, `slow_down`
 */
export async function findUsableToken(deps: ConsumeDeps, use: TokenUse, caller: Buffer): Promise<ActionToken> {
  const row = await readToken(deps.em(), { tokenHash: hashActionToken(deps.keyring, use.token) });
  const { general } = await deps.configuration.current();
  const isHere = isForDevice(deps.keyring, row, general.action_token_same_device ? use.device : null);
  if (row && isHere && isUsable(row, caller, deps.clock())) return row;
  throw await refuseToken(deps, use, new CountersignError('action_token_invalid'), row);
}

function isUsable(row: ActionToken, caller: Buffer, now: Date): boolean {
  if (row.status === 'open') return row.expiresAt > now;
  const isRecent = !row.endedAt || now.getTime() - row.endedAt.getTime() < repetitionSeconds * 1000;
  return isRecent && isOwnEnd(row, caller);
}

/** @param device null: the settings bind no token to a browser. */
function isForDevice(
  keyring: Keyring,
  row: Pick<ActionToken, 'deviceHash'> | undefined,
  device: string | null | undefined,
): boolean {
  if (device === null) return true;
  const given = hashDevice(keyring, device ?? '');
  return !row?.deviceHash || equalBytes(row.deviceHash, given);
}
