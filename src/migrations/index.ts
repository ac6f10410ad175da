import { Migration20261122063817_initial } from './20261122063817-initial.ts';

/** Applied in this order. A new migration is added at the end. */
export const migrations = [Migration20261122063817_initial];
