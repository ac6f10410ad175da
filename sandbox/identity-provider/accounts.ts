import { z } from 'zod';

/** What an operator has registered at each provider. */
export const sandboxClient = { id: 'countersign', secret: 'sandbox-secret' } as const;

/** What the page on which people sign in sends: they may sign in as any account. */
export const signInForm = z.object({
  action: z.enum(['sign-in', 'cancel']),
  account: z.string().max(128).default(''),
  email: z.string().max(254).default(''),
  email_verified: z.literal('yes').optional(),
  name: z.string().max(100).default(''),
});

/** An account of a provider of the sandbox. */
export interface Account {
  /** Its `sub`; digits at GitHub. */
  id: string;
  email: string;
  isEmailVerified: boolean;
  name: string;
}

export function accountOf(form: z.output<typeof signInForm>): Account {
  const { account: id, email, name } = form;
  return { id, email, name, isEmailVerified: form.email_verified === 'yes' };
}
