import { CompactSign, exportSPKI, type CryptoKey } from 'jose';
import type { TransactionResult } from '../../../demo/site/server/countersign/mobile-authentication.ts';

/** The result that Countersign gives the shop for an approval by Alex on the phone with these keys. */
export async function signResult(
  payload: object,
  { privateKey, publicKey }: { privateKey: CryptoKey; publicKey: CryptoKey },
): Promise<TransactionResult> {
  const jws = await new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'ES256' })
    .sign(privateKey);
  return {
    transaction_id: 'the-transaction',
    user_id: 'alex',
    is_authenticated: true,
    signature: Buffer.from(jws).toString('base64'),
    user_public_key: await exportSPKI(publicKey),
  };
}
