import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { encryptedText } from '../columns/encrypted.ts';
import { Registration } from './registration.ts';

/** The OpenPGP public key of a registration: enrolment for mobile authentication. */
export const KeyEnrollment = defineEntity({
  name: 'KeyEnrollment',
  tableName: 'key_enrollment',
  properties: {
    registration: () => p.manyToOne(Registration).mapToPk().primary().deleteRule('cascade'),
    publicKey: p.text(),
    fingerprint: p.string().length(64),
    /** Fingerprint of the registration's server key: its own, the application's, or a former one. Lower-case hex. */
    serverKeyFingerprint: p.string().length(64),
    /** The server's key pair of this registration; null = the application's. */
    serverPublicKey: p.text().nullable(),
    serverPrivateKey: encryptedText().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type KeyEnrollment = InferEntity<typeof KeyEnrollment>;
