import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import type { MethodName } from '../../domain/mobile-authentication/method-names.ts';

/** A named kind of mobile authentication: which method, how long, how often, and what to fall back to. */
export const MobileAuthenticationType = defineEntity({
  name: 'MobileAuthenticationType',
  tableName: 'mobile_authentication_type',
  properties: {
    name: p.string().length(128).primary(),
    method: p.string().length(64).$type<MethodName>(),
    /** Seconds from initialisation to expiry. */
    requestExpiresIn: p.integer(),
    /** 0 = resending is off. */
    maxAllowedResends: p.integer().default(0),
    /** SMS: 0 = unlimited until expiry. */
    maxAllowedAttempts: p.integer().default(0),
    fallbackType: p.string().length(128).nullable(),
    smsSenderId: p.string().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type MobileAuthenticationType = InferEntity<typeof MobileAuthenticationType>;
