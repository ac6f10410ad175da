import { z } from 'zod';

/** What a page shows of the client for which it is open. */
export const shownClient = z.object({
  client_id: z.string().describe('The client.'),
  name: z.string().describe('Its name.'),
  logo_uri: z.string().nullable().describe('Its logo.'),
  policy_uri: z.string().nullable().describe('Its privacy policy.'),
  tos_uri: z.string().nullable().describe('Its terms.'),
});

type Shown = Partial<Record<'logoUri' | 'policyUri' | 'tosUri', string | null>>;

/** @param client undefined: it is gone, and its id is all that is left to show. */
export function presentClient(id: string, client: (Shown & { name: string }) | undefined): z.input<typeof shownClient> {
  return {
    client_id: id,
    name: client?.name ?? id,
    logo_uri: client?.logoUri ?? null,
    policy_uri: client?.policyUri ?? null,
    tos_uri: client?.tosUri ?? null,
  };
}
