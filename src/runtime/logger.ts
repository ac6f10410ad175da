import { pino } from 'pino';
import type { Logger } from '../config/logger.ts';

/** Members that are redacted at any depth. */
const secrets = [
  'token',
  'access_token',
  'refresh_token',
  'push_token',
  'pushToken',
  'code',
  'sms_code',
  'enrollment_code',
  'nonce',
  'phone_number',
  'phoneNumber',
  'client_secret',
  'authorization',
  'password',
  'current_password',
  'new_password',
  'message_body',
];

/** JSON lines on standard output. */
export function createLogger(level: string, process: string): Logger {
  return pino({
    level,
    base: { process },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: secrets.filter((name) => name !== 'code').flatMap((name) => [name, `*.${name}`, `err.*.${name}`]),
      censor: '[redacted]',
    },
  });
}
