import type { EntityManager } from '@mikro-orm/postgresql';

/** Sign-ins of one statement. */
const batch = 20_000;

/**
 * What sign-ins leave, over: the flow, the grant, the session, the code and the access token. A hundredth of them is of the last minutes,
 * so that it stays. Ids are hashes as those of the product are, without order.
 */
const statements = [
  `insert into authentication_flow (id, cookie_hash, status, client_id, request, locale, policy, required, person_id, person_display, factors,
     methods, exhausted_methods, created_at, expires_at, completed_at, used_at)
   select 'auth_session_' || md5('flow' || n), sha256(('flow' || n)::bytea), 'completed', 'site', sha256(n::text::bytea), 'en', '{"methods":["password"]}',
          '{"level":1,"factors":1}', 'person-' || n % 50000, 'a***@example.com', '[{"method":"password","level":1}]', '[]', '[]', at, at + interval '15 minutes',
          at, at from made`,
  `insert into oauth_grant (id, account_id, client_id, payload, created_at, expires_at)
   select 'grant-' || n, 'person-' || n % 50000, 'site', '{"openid":{"scope":"openid profile"}}', at, at + interval '1 day' from made`,
  `insert into oauth_artifact (id, model, grant_id, account_id, client_id, uid, type, payload, created_at, expires_at, consumed_at)
   select sha256((m.model || n)::bytea), m.model, case when m.model <> 'Session' then 'grant-' || n end, 'person-' || n % 50000,
          case when m.model <> 'Session' then 'site' end, case when m.model = 'Session' then 'session-' || n end, 'DEFAULT',
          jsonb_build_object('kind', m.model, 'iat', 1796000000, 'scope', 'openid profile', 'sessionUid', 'session-' || n, 'acr', '1', 'amr', '["pwd"]'::jsonb),
          at, at + m.life, case when m.model = 'AuthorizationCode' then at end
     from made cross join (values ('Session', interval '8 hours'), ('AuthorizationCode', interval '1 minute'), ('AccessToken', interval '5 minutes')) m (model, life)`,
];

/** Fills the tables as so many sign-ins of the last month would have left them, had nothing been pruned. */
export async function fillSignIns(em: EntityManager, signIns: number, say: (text: string) => void): Promise<void> {
  for (let first = 1; first <= signIns; first += batch) {
    const last = Math.min(signIns, first + batch - 1);
    const made = `with made as (select n, now() - interval '2 days' - (n % 2000000) * interval '1 second' * 1.25 as at from generate_series(${first}, ${last}) n where n % 100 <> 0
      union all select n, now() as at from generate_series(${first}, ${last}) n where n % 100 = 0)`;
    for (const statement of statements) await em.execute(`${made} ${statement}`);
    if ((first - 1) % 200_000 === 0) say(`sign-ins: ${last.toLocaleString('en')} of ${signIns.toLocaleString('en')}`);
  }
  // As autovacuum would have done it by the time there are so many.
  await em.execute('vacuum analyze');
}
