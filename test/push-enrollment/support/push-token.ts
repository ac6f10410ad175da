import pg from 'pg';
import { useStack } from '../../support/stack.ts';

interface Push {
  content: Record<string, string>;
}

/** The nonces that the provider delivered to a token for one enrolment, oldest first. */
export async function noncesSentTo(sandbox: string, token: string, enrollmentId: string): Promise<string[]> {
  const response = await fetch(`${sandbox}/devices/${encodeURIComponent(token)}/pushes`);
  const { pushes } = (await response.json()) as { pushes: Push[] };
  return pushes
    .filter((push) => push.content['og_push_enrollment_id'] === enrollmentId)
    .map((push) => push.content['og_nonce'] ?? '');
}

/** The number of pushes to a token that the provider was asked for. */
export async function sendsTo(sandbox: string, token: string): Promise<number> {
  const response = await fetch(`${sandbox}/requests/fcm?token=${encodeURIComponent(token)}`);
  return ((await response.json()) as { count: number }).count;
}

/** Unregisters a token at the provider, as the removal of the app does. */
export async function forgetToken(sandbox: string, token: string): Promise<void> {
  await fetch(`${sandbox}/devices/${encodeURIComponent(token)}`, { method: 'DELETE' });
}

/** Sets how a provider of the sandbox answers to pushes for one token. */
export async function behave(
  sandbox: string,
  provider: 'fcm' | 'apns',
  behaviour: { mode: string; times?: number; token: string },
): Promise<void> {
  const response = await fetch(`${sandbox}/behaviour/${provider}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(behaviour),
  });
  if (!response.ok) throw new Error(`The sandbox refused: ${await response.text()}`);
}

/** The stored status of every push enrolment of a profile, by id. */
export async function statusesOf(
  profileId: string,
  databaseUrl: string = useStack().endpoints.postgres_url,
): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string; status: string }>(
      'select id, status from push_enrollment where registration_id = $1',
      [profileId],
    );
    return Object.fromEntries(rows.map((row) => [row.id, row.status]));
  } finally {
    await client.end();
  }
}
