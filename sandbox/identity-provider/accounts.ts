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
  /** A JSON object of further claims: of the plain provider, those of `otherClaims`. */
  claims: z
    .string()
    .max(4096)
    .default('{}')
    .transform((text) => z.record(z.string(), z.unknown()).parse(JSON.parse(text))),
});

/** What the plain provider may say besides, of the account and of how it was signed in. */
export const otherClaims = ['acr', 'amr', 'birthdate', 'department', 'groups', 'locale', 'zoneinfo'];

/** An account of a provider of the sandbox. */
export interface Account {
  /** Its `sub`; digits at GitHub. */
  id: string;
  email: string;
  isEmailVerified: boolean;
  name: string;
  claims: Readonly<Record<string, unknown>>;
}

export function accountOf(form: z.output<typeof signInForm>): Account {
  const { account: id, email, name, claims } = form;
  return { id, email, name, claims, isEmailVerified: form.email_verified === 'yes' };
}

/** Who has signed in, and how and when, where the form tells it. */
export function signInOf({ account: accountId, claims }: z.output<typeof signInForm>) {
  const { acr, amr, auth_time: ts } = howSignedIn.parse(claims);
  return { accountId, ...(acr && { acr }), ...(amr && { amr }), ...(ts && { ts }) };
}

const howSignedIn = z.object({
  acr: z.string().optional(),
  amr: z.array(z.string()).optional(),
  auth_time: z.number().optional(),
});
