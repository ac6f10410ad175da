import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { Registration } from '../people/registration.ts';

/** A message of an app that was acted on or counted, and its answer: the same `Message-Id` again gets it and acts no more. */
export const AppMessage = defineEntity({
  name: 'AppMessage',
  tableName: 'app_message',
  properties: {
    registration: () => p.manyToOne(Registration).mapToPk().primary().deleteRule('cascade'),
    /** The app's `Message-Id`. */
    messageId: p.uuid().primary(),
    /** SHA-256 over what was asked: an id belongs to one request. */
    requestHash: p.blob(),
    /** Code of the refusal; null for a success. */
    refusal: p.string().length(64).nullable(),
    attemptsLeft: p.integer().nullable(),
    expiresAt: p.datetime().index(),
  },
});
export type AppMessage = InferEntity<typeof AppMessage>;
