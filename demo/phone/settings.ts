import { z } from 'zod';

const settings = z.object({
  PORT: z.coerce.number().int().min(1).max(65535),
  COUNTERSIGN_URL: z.url(),
  SANDBOX_URL: z.url(),
});

export type PhoneSettings = z.infer<typeof settings>;

/** Reads the phone page's settings from the environment; names what is missing. */
export function readSettings(environment: NodeJS.ProcessEnv): PhoneSettings {
  const parsed = settings.safeParse(environment);
  if (parsed.success) return parsed.data;
  const names = parsed.error.issues.map((issue) => issue.path.join('.'));
  throw new Error(`The demo phone needs these environment variables: ${names.join(', ')}`);
}
