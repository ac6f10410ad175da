import pg from 'pg';
import { useStack } from '../../support/stack.ts';

/** Makes the access tokens of a user expire; their refresh tokens stay valid. */
export async function lapseTokens(userId: string): Promise<void> {
  const client = new pg.Client({ connectionString: useStack().endpoints.postgres_url });
  await client.connect();
  try {
    const lapsed = await client.query(
      "update oauth_artifact set expires_at = now() where model = 'AccessToken' and account_id = $1",
      [userId],
    );
    if (!lapsed.rowCount) throw new Error(`${userId} has no access token`);
  } finally {
    await client.end();
  }
}
