import * as openpgp from 'openpgp';

export type ProfileKeyKind = 'v6' | 'v4' | 'v4 legacy';

/** Creates a profile's key pair as an app does, in each form that the protocol accepts. */
export async function makeProfileKeys(
  kind: ProfileKeyKind,
  userId: string,
  options: Partial<openpgp.KeyOptions> = {},
): Promise<{ privateKey: openpgp.PrivateKey; publicKey: openpgp.PublicKey }> {
  const shape =
    kind === 'v4 legacy' ? ({ type: 'ecc', curve: 'curve25519Legacy' } as const) : ({ type: 'curve25519' } as const);
  const date = new Date(Date.now() - 120_000);
  return openpgp.generateKey({
    ...shape,
    userIDs: [{ name: userId }],
    date,
    ...options,
    format: 'object',
    config: kind === 'v6' ? { v6Keys: true, aeadProtect: true } : {},
  });
}
