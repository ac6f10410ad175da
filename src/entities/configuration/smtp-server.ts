import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { encryptedText } from '../columns/encrypted.ts';

/** The server for mails and their sender. One row or none: without it the environment's server applies. */
export const SmtpServer = defineEntity({
  name: 'SmtpServer',
  tableName: 'smtp_server',
  properties: {
    /** Always `smtp-server`. */
    id: p.string().length(16).primary(),
    host: p.string().length(253),
    port: p.integer(),
    security: p.enum(['starttls', 'tls', 'none']),
    username: p.string().nullable(),
    password: encryptedText().nullable(),
    fromAddress: p.string().length(254),
    fromName: p.string().length(128).nullable(),
    dkimDomain: p.string().length(253).nullable(),
    dkimSelector: p.string().length(63).nullable(),
    dkimPrivateKey: encryptedText().nullable(),
  },
});
export type SmtpServer = InferEntity<typeof SmtpServer>;
