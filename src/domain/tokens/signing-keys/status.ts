/** `next` is published and does not sign yet, `current` signs, `former` verifies what it signed. One that decrypts does so in each of them. */
export const signingKeyStates = ['next', 'current', 'former'] as const;
export type SigningKeyState = (typeof signingKeyStates)[number];

/** ES256 on P-256, RS256 with RSA of 3072 bits, EdDSA on Ed25519. There is one current key of each. */
export const signingAlgorithms = ['ES256', 'RS256', 'EdDSA'] as const;
export type SigningAlgorithm = (typeof signingAlgorithms)[number];

/** Those, and ECDH-ES on P-256: the key to which clients encrypt their request objects (RFC 9101), which rotates as the others do. */
export const keyAlgorithms = [...signingAlgorithms, 'ECDH-ES'] as const;
export type KeyAlgorithm = (typeof keyAlgorithms)[number];
