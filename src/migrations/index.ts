import { Migration20261122051901_initial } from './20261122051901-initial.ts';

/** Applied in this order. A new migration is added at the end. */
export const migrations = [Migration20261122051901_initial];
