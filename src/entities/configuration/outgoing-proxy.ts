import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { encryptedText } from '../columns/encrypted.ts';

/** The proxy for connections to providers. One row or none: without it the environment's proxy applies. */
export const OutgoingProxy = defineEntity({
  name: 'OutgoingProxy',
  tableName: 'outgoing_proxy',
  properties: {
    /** Always `outgoing-proxy`. */
    id: p.string().length(16).primary(),
    enabled: p.boolean(),
    host: p.string().length(253).nullable(),
    port: p.integer().nullable(),
    username: p.string().nullable(),
    password: encryptedText().nullable(),
    preemptive: p.boolean().default(true),
    directHosts: p.json<string[]>(),
  },
});
export type OutgoingProxy = InferEntity<typeof OutgoingProxy>;
