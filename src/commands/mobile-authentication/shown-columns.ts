import type { Shown } from '../../domain/mobile-authentication/displayed.ts';
import { openColumn } from '../../entities/columns/encrypted.ts';
import type { Keyring } from '../../security/keyring.ts';

/** What the phone shows of a transaction, by the encrypted columns that it is in. */
const shown = {
  message: 'message',
  secureMessage: 'secure_message',
  signingData: 'signing_data',
  context: 'context',
} as const;

/** The columns of a row, sealed. */
export type SealedShown = { [Part in keyof typeof shown]: Buffer | null };

/** The columns of a statement that reads from `transaction t`. */
export const shownColumns = Object.entries(shown)
  .map(([part, column]) => `t.${column} as "${part}"`)
  .join(', ');

/** Decrypts what the phone showed. */
export function openShown(keyring: Keyring, row: SealedShown): Required<Shown> {
  const open = (part: keyof typeof shown) =>
    row[part] ? openColumn(keyring, `transaction.${shown[part]}`, row[part]) : null;
  return {
    message: open('message') ?? '',
    secureMessage: open('secureMessage'),
    signingData: open('signingData'),
    context: open('context'),
  };
}
