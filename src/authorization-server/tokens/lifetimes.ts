import { currentSettings } from '../settings.ts';

const day = 86_400;

/** Seconds that what the authorization server hands out lives: general settings, asked for each time. */
export const lifetimes = {
  accessToken: () => currentSettings().access_token_lifetime,
  /** From the last rotation on. */
  refreshToken: () => currentSettings().refresh_token_lifetime,
  /** A grant outlives its newest refresh token, whose rotation prolongs it. */
  grant: () => currentSettings().refresh_token_lifetime + day,
} as const;
