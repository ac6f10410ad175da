import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { Registration } from './registration.ts';

/** A handled message of an app and its answer: the same `Message-Id` gets the stored answer without effect. */
export const AppMessage = defineEntity({
  name: 'AppMessage',
  tableName: 'app_message',
  properties: {
    registration: () => p.manyToOne(Registration).mapToPk().primary().deleteRule('cascade'),
    /** The app's `Message-Id`. */
    messageId: p.uuid().primary(),
    /** SHA-256 over the request: an id belongs to one request. */
    requestHash: p.blob(),
    /** Code of the refusal; null for a success. */
    refusal: p.string().length(64).nullable(),
    attemptsLeft: p.integer().nullable(),
    expiresAt: p.datetime().index(),
  },
});
export type AppMessage = InferEntity<typeof AppMessage>;
