import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import type { MethodName } from '../../domain/configuration/mobile-authentication-types/method-names.ts';

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
    /** Push: the site shows six digits, and the user types them into the phone to approve. */
    verificationCodeRequired: p.boolean().default(false),
    /** Push: `signing_data` is shown and signed, and the result has the signature. Off: the device signs too, but the signature stays here. */
    transactionSigning: p.boolean().default(true),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type MobileAuthenticationType = InferEntity<typeof MobileAuthenticationType>;
