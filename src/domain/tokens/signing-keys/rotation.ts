import type { SigningKeyState } from './status.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** Seconds that a signed token may live at most, whatever is configured for its resource. */
export const longestSignedToken = 86_400;

/** Resource servers keep a key set for a day: a key is published that long before anything is signed with it. */
const publishedBeforeUse = day;

/** What of a signing key decides about its rotation. */
export interface KeyAge {
  state: SigningKeyState;
  createdAt: Date;
  /** Since when it signs, or signed. */
  promotedAt?: Date | null;
  /** Of a former key: until then something that it signed may be valid. */
  publishedUntil?: Date | null;
}

/** From when on a next key may sign. */
export function usableFrom(key: Pick<KeyAge, 'createdAt'>): Date {
  return new Date(key.createdAt.getTime() + publishedBeforeUse);
}

/** Until when a key that signs no more stays published. An hour more than its longest token, for clocks and processes that follow late. */
export function publishedUntil(now: Date): Date {
  return new Date(now.getTime() + longestSignedToken * 1000 + hour);
}

/** Whether a current key has signed for as many days as it should. */
export function isRotationDue(current: Pick<KeyAge, 'promotedAt' | 'createdAt'>, days: number, now: Date): boolean {
  return now.getTime() - (current.promotedAt ?? current.createdAt).getTime() >= days * day;
}

/** Whether the longest token of a former key is over. */
export function isOver(former: Pick<KeyAge, 'publishedUntil'>, now: Date): boolean {
  return former.publishedUntil != null && former.publishedUntil <= now;
}
