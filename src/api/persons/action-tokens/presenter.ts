import type { z } from 'zod';
import type { CreatedToken } from '../../../commands/action-tokens/open/create-token.ts';
import type { ActionToken } from '../../../entities/action-tokens/action-token.ts';
import type { createdAnswer, listAnswer } from './schema.ts';

export function presentCreated({ token, expiresAt, url, activationCode }: CreatedToken): z.input<typeof createdAnswer> {
  return {
    ...{ token, url, expires_at: expiresAt.toISOString() },
    ...(activationCode === undefined ? {} : { activation_code: activationCode }),
  };
}

export function presentOpen(tokens: readonly ActionToken[]): z.input<typeof listAnswer> {
  return {
    items: tokens.map(({ id, types, createdAt, expiresAt }) => ({
      ...{ id, actions: types },
      created_at: createdAt.toISOString(),
      expires_at: expiresAt.toISOString(),
    })),
  };
}
