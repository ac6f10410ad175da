import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { ApplicationVersion } from '../configuration/application-version.ts';

/** One installation of an app, and the OAuth client it is. The id is the SHA-256 thumbprint of its device key, hex. */
export const Device = defineEntity({
  name: 'Device',
  tableName: 'device',
  properties: {
    id: p.string().length(64).primary(),
    clientId: p.uuid().unique(),
    applicationVersion: () => p.manyToOne(ApplicationVersion).mapToPk().index(),
    name: p.string().length(128),
    model: p.string().length(128).nullable(),
    osVersion: p.string().length(64).nullable(),
    /** Public device key, ES256. */
    publicJwk: p.json<Record<string, string>>(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type Device = InferEntity<typeof Device>;
