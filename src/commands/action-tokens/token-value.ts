import type { ActionParameters, ActionType } from '../../domain/action-tokens/actions.ts';
import { sixDigits } from '../../domain/mobile-authentication/codes/six-digits.ts';
import { openInRow, sealInRow } from '../../entities/columns/row-bound.ts';
import type { ActionToken } from '../../entities/action-tokens/action-token.ts';
import type { Keyring } from '../../security/keyring.ts';

/** Bytes of a token. */
export const tokenBytes = 32;

/** What of a token is encrypted. */
export interface TokenContent {
  parameters: Partial<Record<ActionType, ActionParameters>>;
  redirectUri?: string | undefined;
  /** Key of the e-mail address that an activation by `EMAIL` verifies, and whether we sent the mail ourselves. */
  email?: { key: string; isOurs: boolean };
}

const column = 'action_token.content';

export function sealContent(keyring: Keyring, id: string, content: TokenContent): Buffer {
  return sealInRow(keyring, column, id, JSON.stringify(content));
}

export function openContent(keyring: Keyring, { id, content }: Pick<ActionToken, 'id' | 'content'>): TokenContent {
  return JSON.parse(openInRow(keyring, column, id, content)) as TokenContent;
}

/** A token as it is stored. */
export function hashActionToken(keyring: Keyring, token: string): Buffer {
  return keyring.lookupHash(token, 'action_token');
}

/** The browser that a token is for, as it is stored. */
export function hashDevice(keyring: Keyring, device: string): Buffer {
  return keyring.lookupHash(device, 'action_token.device');
}

/** The code of an activation, which reaches the person by another way than the token. Derived, so that it is stored nowhere. */
export function activationCodeOf(keyring: Keyring, tokenId: string): string {
  return sixDigits(keyring.mac('activation-code', tokenId, keyring.oldestId));
}

/** The token that signs a browser in after its site processed another one. Derived, so that a repeated answer has the same one. */
export function loginTokenOf(keyring: Keyring, tokenId: string): string {
  return keyring.mac('login-token', tokenId, keyring.oldestId).toString('base64url');
}

/** The address that a browser uses a token at. */
export function addressOfToken(publicUrl: string, token: string): string {
  return `${publicUrl}/token/?${new URLSearchParams({ token }).toString()}`;
}
