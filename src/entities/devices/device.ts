import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { ApplicationVersion } from '../configuration/application-version.ts';

/**
 * One installation of an app, and the OAuth client it is. The id is the SHA-256 thumbprint of its device key, hex. It is the
 * client id too; installations that registered before decision 0077 have a UUID.
 */
export const Device = defineEntity({
  name: 'Device',
  tableName: 'device',
  properties: {
    id: p.string().length(64).primary(),
    clientId: p.string().length(64).unique(),
    applicationVersion: () => p.manyToOne(ApplicationVersion).mapToPk().index(),
    name: p.string().length(128),
    model: p.string().length(128).nullable(),
    osVersion: p.string().length(64).nullable(),
    /** Public device key, ES256. */
    publicJwk: p.json<Record<string, string>>(),
    /** When it last registered; null once a user was connected. */
    unconnectedSince: p.datetime().nullable().defaultRaw('now()').index(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type Device = InferEntity<typeof Device>;
