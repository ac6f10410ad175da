import { z } from 'zod';

const settings = z.object({
  PORT: z.coerce.number().int().min(1).max(65535),
  COUNTERSIGN_URL: z.url(),
  CLIENT_ID: z.string().min(1),
  CLIENT_SECRET: z.string().min(1),
  END_USER_CLIENT_ID: z.string().min(1),
  END_USER_CLIENT_SECRET: z.string().min(1),
  PHONE_URL: z.url(),
});

export type SiteSettings = z.infer<typeof settings>;

/** Reads the shop's settings from the environment; names what is missing. */
export function readSettings(environment: NodeJS.ProcessEnv): SiteSettings {
  const parsed = settings.safeParse(environment);
  if (parsed.success) return parsed.data;
  const names = parsed.error.issues.map((issue) => issue.path.join('.'));
  throw new Error(`The demo site needs these environment variables: ${names.join(', ')}`);
}
