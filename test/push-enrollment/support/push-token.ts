import pg from 'pg';
import { useStack } from '../../support/stack.ts';

interface Push {
  content: Record<string, string>;
}

/** The nonces that the provider delivered to a token for one enrolment, oldest first. */
export async function noncesSentTo(sandbox: string, token: string, enrollmentId: string): Promise<string[]> {
  const response = await fetch(`${sandbox}/devices/${encodeURIComponent(token)}/pushes`);
  const { pushes } = (await response.json()) as { pushes: Push[] };
  return pushes.filter((push) => push.content['og_push_enrollment_id'] === enrollmentId).map((push) => push.content['og_nonce'] ?? '');
}

/** How often the provider was asked to push to a token. */
export async function sendsTo(sandbox: string, token: string): Promise<number> {
  const response = await fetch(`${sandbox}/requests/fcm?token=${encodeURIComponent(token)}`);
  return ((await response.json()) as { count: number }).count;
}

/** Has the provider forget a token, as when the app was removed. */
export async function forgetToken(sandbox: string, token: string): Promise<void> {
  await fetch(`${sandbox}/devices/${encodeURIComponent(token)}`, { method: 'DELETE' });
}

/** Has a provider of the sandbox behave otherwise towards one token. */
export async function behave(sandbox: string, provider: 'fcm' | 'apns', behaviour: { mode: string; times?: number; token: string }): Promise<void> {
  const response = await fetch(`${sandbox}/behaviour/${provider}`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(behaviour) });
  if (!response.ok) throw new Error(`The sandbox refused: ${await response.text()}`);
}

/** Status of every push enrolment of a profile, by id, as it is stored. */
export async function statusesOf(profileId: string, databaseUrl: string = useStack().endpoints.postgres_url): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string; status: string }>('select id, status from push_enrollment where registration_id = $1', [profileId]);
    return Object.fromEntries(rows.map((row) => [row.id, row.status]));
  } finally {
    await client.end();
  }
}
