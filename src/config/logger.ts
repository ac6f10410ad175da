import type { Logger as PinoLogger } from 'pino';

/** The structured logger every layer is given. */
export type Logger = Pick<PinoLogger, 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'isLevelEnabled'> & {
  child(bindings: Record<string, unknown>): Logger;
};
