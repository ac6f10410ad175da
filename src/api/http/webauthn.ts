import { z } from 'zod';

const encoded = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[\w-]*$/);

const credential = {
  id: encoded(1400).describe('Credential id.'),
  rawId: encoded(1400).describe('The same.'),
  type: z.literal('public-key').describe('Kind of credential.'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional().describe('Where the authenticator is.'),
  clientExtensionResults: z.looseObject({}).describe('Results of extensions; not looked at.'),
};

/** `RegistrationResponseJSON` of WebAuthn. */
export const attestation = z.strictObject({
  ...credential,
  response: z
    .strictObject({
      clientDataJSON: encoded(8192).describe('What the browser signed.'),
      attestationObject: encoded(32_768).describe('The new public key.'),
      transports: z.array(z.string().max(32)).max(10).optional().describe('How the authenticator is reached.'),
      authenticatorData: encoded(8192).optional().describe('Part of the attestation object.'),
      publicKey: encoded(8192).optional().describe('The same key.'),
      publicKeyAlgorithm: z.number().int().optional().describe('Its algorithm.'),
    })
    .describe('What the authenticator made.'),
});

/** `AuthenticationResponseJSON` of WebAuthn. */
export const assertion = z.strictObject({
  ...credential,
  response: z
    .strictObject({
      clientDataJSON: encoded(8192).describe('What the browser signed.'),
      authenticatorData: encoded(8192).describe('What the authenticator signed.'),
      signature: encoded(8192).describe('The signature.'),
      userHandle: encoded(128).optional().describe('Whose passkey it is.'),
    })
    .describe('What the authenticator signed.'),
});
