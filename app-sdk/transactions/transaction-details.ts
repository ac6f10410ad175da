import type { Factor } from '../authenticators/authenticator.ts';
import { CountersignError } from '../errors.ts';

/** The unchanged JSON of a fetch answer's PGP message. */
export interface FetchedMessage {
  transaction_id: string;
  type: string;
  method: string;
  message: string;
  secure_message?: string | null;
  signing_data?: string | null;
  context?: TransactionContext | null;
  verification_code_required: boolean;
  expires_at: string;
  attempts_left: number | null;
  /** base64url of 32 bytes. */
  challenge: string;
}

/** Device and place at which the authentication was started, as far as they are known. */
export interface TransactionContext {
  device?: string;
  location?: string;
}

/** The content that the user decides about. */
export interface TransactionDetails {
  transactionId: string;
  type: string;
  method: string;
  message: string;
  secureMessage?: string;
  signingData?: string;
  context?: TransactionContext;
  verificationCodeRequired: boolean;
  /** The factors of which an acceptance needs one; empty when it needs none. A rejection needs none. */
  factors: Factor['kind'][];
  expiresAt: Date;
  /** null = unlimited. */
  attemptsLeft: number | null;
}

const checks: Record<keyof FetchedMessage, (value: unknown) => boolean> = {
  transaction_id: isText,
  type: isText,
  method: isText,
  message: isText,
  secure_message: isOptionalText,
  signing_data: isOptionalText,
  context: isContext,
  verification_code_required: (value) => typeof value === 'boolean',
  expires_at: (value) => isText(value) && !Number.isNaN(Date.parse(value)),
  attempts_left: (value) => value === null || typeof value === 'number',
  challenge: (value) => isText(value) && /^[\w-]{43}$/.test(value),
};

/**
 * Reads the plaintext of a fetch answer.
 *
 * @throws CountersignError `untrusted_message` when it is not about this transaction or not of this shape.
 */
export function readFetchedMessage(plaintext: Uint8Array, transactionId: string): FetchedMessage {
  const value = parse(plaintext);
  for (const [name, fits] of Object.entries(checks)) {
    if (!fits(value[name])) throw malformed(`"${name}" is missing or not as the protocol says`);
  }
  if (value.transaction_id !== transactionId) throw malformed('it belongs to another transaction');
  return value as unknown as FetchedMessage;
}

/** The kinds of factors with which a method can be accepted; the PIN is always one of them. */
const factorsByMethod = new Map<string, readonly Factor['kind'][]>([
  ['PUSH_WITH_PIN', ['pin']],
  ['PUSH_WITH_FINGERPRINT', ['fingerprint', 'pin']],
  ['PUSH_WITH_CUSTOM_AUTHENTICATOR', ['custom', 'pin']],
]);

export function factorsOf({ method }: FetchedMessage): readonly Factor['kind'][] {
  return factorsByMethod.get(method) ?? [];
}

/** The members that must be shown, and repeated unchanged in the answer. */
export function displayedOf(message: FetchedMessage): Partial<FetchedMessage> {
  const names = ['message', 'secure_message', 'signing_data', 'context'] as const;
  return Object.fromEntries(names.filter((name) => name in message).map((name) => [name, message[name]]));
}

export function presentTransactionDetails(message: FetchedMessage): TransactionDetails {
  return {
    transactionId: message.transaction_id,
    type: message.type,
    method: message.method,
    message: message.message,
    secureMessage: message.secure_message ?? undefined,
    signingData: message.signing_data ?? undefined,
    context: message.context ?? undefined,
    verificationCodeRequired: message.verification_code_required,
    factors: [...factorsOf(message)],
    expiresAt: new Date(message.expires_at),
    attemptsLeft: message.attempts_left,
  };
}

function parse(plaintext: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plaintext));
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    throw malformed('it is not UTF-8 JSON', cause);
  }
  throw malformed('it is not a JSON object');
}

/** False for lone surrogates, which have no UTF-8 encoding and cannot be signed. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value.isWellFormed();
}

function isOptionalText(value: unknown): boolean {
  return value === undefined || value === null || isText(value);
}

function isContext(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value !== 'object' || Array.isArray(value)) return false;
  const { device, location } = value as Record<string, unknown>;
  return isOptionalText(device) && isOptionalText(location);
}

function malformed(detail: string, cause?: unknown): CountersignError {
  return new CountersignError('untrusted_message', { detail: `the fetched message cannot be used: ${detail}`, cause });
}
