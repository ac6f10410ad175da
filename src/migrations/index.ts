/** Applied in this order. A new migration is added at the end. */
export const migrations = [];
