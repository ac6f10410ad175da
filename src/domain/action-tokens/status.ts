/**
 * `open`: not used yet; `running`: its actions are being performed; `succeeded`: all are; `failed`: one was not, and those before it are
 * undone. Only an open token can be used.
 */
export const actionTokenStatuses = ['open', 'running', 'succeeded', 'failed'] as const;
export type ActionTokenStatus = (typeof actionTokenStatuses)[number];

/** Milliseconds after its end or expiry that the row is kept. */
export const keptMs = 3_600_000;
