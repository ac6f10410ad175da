import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { Person } from '../persons/person.ts';

/** A person who has signed in with a browser, of which a browser keeps five at the most. Their sessions stay where they are. */
export const BrowserAccount = defineEntity({
  name: 'BrowserAccount',
  tableName: 'browser_account',
  properties: {
    id: p.uuid().primary(),
    /** Keyed hash of the cookie that all accounts of a browser share. */
    listHash: p.blob(),
    person: () => p.manyToOne(Person).mapToPk().index().deleteRule('cascade'),
    /** Public handle of the last session. */
    sessionId: p.string().length(64),
    /** Whether it is listed after the end of its session: its person wanted to stay signed in. */
    isRemembered: p.boolean(),
    usedAt: p.datetime(),
    expiresAt: p.datetime().index(),
  },
  uniques: [{ properties: ['listHash', 'person'] }],
});
export type BrowserAccount = InferEntity<typeof BrowserAccount>;
