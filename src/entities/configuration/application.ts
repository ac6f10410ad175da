import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { encryptedText } from '../columns/encrypted.ts';

/** A mobile app product. Its OpenPGP key signs what the app shows and opens what the app answers. */
export const Application = defineEntity({
  name: 'Application',
  tableName: 'application',
  properties: {
    id: p.uuid().primary(),
    identifier: p.string().length(128).unique(),
    name: p.string(),
    serverPublicKey: p.text(),
    serverPrivateKey: encryptedText(),
    /** Of that key, lower-case hex. */
    serverKeyFingerprint: p.string().length(64),
    redirectUrl: p.string().length(2048).nullable(),
    /** Address that opens the app, of its own scheme or a web link that it takes over: what links of OTPs begin with. */
    appLinkUrl: p.string().length(2048).nullable(),
    resourceGatewayBaseUrls: p.array().default([]),
    /** TLS certificates of those hosts: file name and PEM each. */
    certificates: p.json<{ name: string; pem: string }[]>().default([]),
    /** Wrong PINs in a row before the user is disconnected; 0 = unlimited. */
    maxPinAttempts: p.integer().default(3),
    pinEnabled: p.boolean().default(true),
    fingerprintEnabled: p.boolean().default(true),
    customAuthenticatorEnabled: p.boolean().default(true),
    /** Scopes that tokens of its apps may have (RFC 6749 section 3.3). */
    scopes: p.array().default(['app']),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type Application = InferEntity<typeof Application>;
