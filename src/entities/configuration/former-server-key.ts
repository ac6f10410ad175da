import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { encryptedText } from '../columns/encrypted.ts';
import { Application } from './application.ts';

/**
 * An OpenPGP key that was an application's until it was rotated. Registrations that exchanged keys before use it until
 * `acceptedUntil`; then it is deleted.
 */
export const FormerServerKey = defineEntity({
  name: 'FormerServerKey',
  tableName: 'former_server_key',
  properties: {
    /** Lower-case hex. */
    fingerprint: p.string().length(64).primary(),
    application: () => p.manyToOne(Application).mapToPk().index().deleteRule('cascade'),
    publicKey: p.text(),
    privateKey: encryptedText(),
    acceptedUntil: p.datetime().index(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type FormerServerKey = InferEntity<typeof FormerServerKey>;
