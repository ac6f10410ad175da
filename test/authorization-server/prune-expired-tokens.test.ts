import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pruneExpiredTokens } from '../../src/commands/tokens/prune-expired-tokens.ts';
import { EnrollmentCode } from '../../src/entities/devices/enrollment-code.ts';
import { OauthArtifact } from '../../src/entities/tokens/oauth-artifact.ts';
import { OauthGrant } from '../../src/entities/tokens/oauth-grant.ts';
import { RateLimit } from '../../src/entities/rate-limits/rate-limit.ts';
import { UsedProof } from '../../src/entities/idempotency/used-proof.ts';
import { AuthorizationServerUnderTest } from './support/authorization-server-under-test.ts';

let oauth: AuthorizationServerUnderTest;
beforeAll(async () => void (oauth = await AuthorizationServerUnderTest.start()));
afterAll(() => oauth.stop());

const inDays = (days: number) => ({ ...oauth.deps, clock: () => new Date(Date.now() + days * 86_400_000) });
const countRows = async () => {
  const em = oauth.deps.em();
  const [proofs, codes, limits, artifacts, grants] = await Promise.all([
    em.count(UsedProof),
    em.count(EnrollmentCode),
    em.count(RateLimit),
    em.count(OauthArtifact),
    em.count(OauthGrant),
  ]);
  return { proofs, codes, limits, artifacts, grants };
};

describe('pruneExpiredTokens', () => {
  it('deletes only expired rows', async () => {
    const phone = await oauth.createPhone();
    const { body } = await oauth.connect(phone, await oauth.createCode());
    expect(await pruneExpiredTokens(oauth.deps)).toBe(0);
    expect(await countRows()).toEqual({ proofs: 1, codes: 1, limits: 1, artifacts: 2, grants: 1 });
    await pruneExpiredTokens(inDays(1));
    expect(await countRows()).toEqual({ proofs: 0, codes: 0, limits: 0, artifacts: 1, grants: 1 });
    expect((await oauth.refresh(phone, body.refresh_token!)).status).toBe(200);
    await pruneExpiredTokens(inDays(92));
    expect(await countRows()).toEqual({ proofs: 0, codes: 0, limits: 0, artifacts: 0, grants: 0 });
    expect(await pruneExpiredTokens(inDays(92))).toBe(0);
  });
});
