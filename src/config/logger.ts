import type { Logger as PinoLogger } from 'pino';

/** The structured logger every layer is given. */
export type Logger = Pick<PinoLogger, 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'> & { child(bindings: Record<string, unknown>): Logger };
