import { Migration20261122062219_initial } from './20261122062219-initial.ts';

/** Applied in this order. A new migration is added at the end. */
export const migrations = [Migration20261122062219_initial];
