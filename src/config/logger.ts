import type { Logger as PinoLogger } from 'pino';

/** The structured logger every layer is given. */
export type Logger = Pick<PinoLogger, 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'isLevelEnabled'> & {
  /** @param options `redact: []` for lines of fixed members, none of which is secret: to look for what is to be redacted takes most of the time of a line. */
  child(bindings: Record<string, unknown>, options?: { redact: [] }): Logger;
};
