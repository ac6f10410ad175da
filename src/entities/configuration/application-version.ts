import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { Application } from './application.ts';
import { PushConfiguration } from './push-configuration.ts';

/** One released version of an application on one platform. */
export const ApplicationVersion = defineEntity({
  name: 'ApplicationVersion',
  tableName: 'application_version',
  uniques: [{ properties: ['application', 'platform', 'versionName'] }],
  properties: {
    id: p.uuid().primary(),
    application: () => p.manyToOne(Application).mapToPk(),
    platform: p.enum(['ios', 'android']),
    versionName: p.string().length(64),
    status: p.enum(['DISABLED', 'LOGIN_ONLY', 'LOGIN_REGISTRATION']).default('LOGIN_REGISTRATION'),
    pushConfiguration: () => p.manyToOne(PushConfiguration).mapToPk().nullable(),
    bundleIdentifier: p.string().nullable(),
    useApnsDevelopmentEnvironment: p.boolean().default(false),
    sendBadgeNumber: p.boolean().default(false),
    /** Hashes of the certificates that sign its packages. */
    applicationSignatures: p.array().default([]),
    integrityCheck: p.enum(['FULL', 'NONE']).default('FULL'),
    tamperingProtectionEnabled: p.boolean().default(false),
    payloadEncryptionEnabled: p.boolean().default(false),
    /** Framework of the app, such as `CORDOVA`. */
    framework: p.string().length(32).nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type ApplicationVersion = InferEntity<typeof ApplicationVersion>;
