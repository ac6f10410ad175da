import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { encryptedText } from '../columns/encrypted.ts';
import { Registration } from './registration.ts';

/** The OpenPGP public key of a profile: enrolment for mobile authentication. */
export const KeyEnrollment = defineEntity({
  name: 'KeyEnrollment',
  tableName: 'key_enrollment',
  properties: {
    registration: () => p.manyToOne(Registration).mapToPk().primary().deleteRule('cascade'),
    publicKey: p.text(),
    fingerprint: p.string().length(64),
    /** Of the server key that the profile was given: its own, the application's, or one the application had before. Lower-case hex. */
    serverKeyFingerprint: p.string().length(64),
    /** The server's pair for this profile alone; null = it has the application's. */
    serverPublicKey: p.text().nullable(),
    serverPrivateKey: encryptedText().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type KeyEnrollment = InferEntity<typeof KeyEnrollment>;
