import { Migration20261122054702_initial } from './20261122054702-initial.ts';

/** Applied in this order. A new migration is added at the end. */
export const migrations = [Migration20261122054702_initial];
