import { beforeAll, describe, expect, it } from 'vitest';
import { enrollPhoneWithFactors } from '../mobile-authentication/support/phone-with-factors.ts';
import { query } from '../support/query.ts';
import { useStack } from '../support/stack.ts';

const { endpoints } = useStack();
let keys: { name: string; public_jwk: Buffer }[];

beforeAll(async () => {
  const phone = await enrollPhoneWithFactors(endpoints);
  const sql = 'select name, public_jwk from authenticator_key where registration_id = $1';
  keys = await query(endpoints.postgres_url, sql, [phone.profile.profileId]);
});

describe('a public key of a factor', () => {
  it.each(['pin', 'fingerprint', 'face'])(
    'of %s is stored encrypted, so that a PIN cannot be tested against a copy of the database',
    (name) => {
      const stored = keys.find((key) => key.name === name)?.public_jwk;
      expect(stored?.length).toBeGreaterThan(100);
      for (const clear of ['kty', 'crv', 'P-256', 'OKP', 'EC"']) expect(stored?.includes(clear)).toBe(false);
    },
  );
});
