import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { encryptedText } from '../columns/encrypted.ts';

/** Credentials for one push provider. Several application versions can share them. */
export const PushConfiguration = defineEntity({
  name: 'PushConfiguration',
  tableName: 'push_configuration',
  properties: {
    id: p.uuid().primary(),
    name: p.string().unique(),
    platform: p.enum(['ios', 'android']),
    apnsTeamId: p.string().nullable(),
    apnsKeyId: p.string().nullable(),
    apnsPrivateKey: encryptedText().nullable(),
    /** FCM HTTP v1 service account, JSON. */
    fcmServiceAccount: encryptedText().nullable(),
    fcmEndpoint: p.string().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type PushConfiguration = InferEntity<typeof PushConfiguration>;
