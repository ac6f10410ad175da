import { calculateJwkThumbprint, exportJWK, generateKeyPair, type CryptoKey } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { verifyApproval } from '../../demo/site/server/countersign/signed-approval.ts';
import type { Payment } from '../../demo/site/server/payments/payments.ts';
import { signResult } from './support/signed-result.ts';

const displayed = { message: 'Pay €84.20 to Northwind Energy', secure_message: 'Electricity' };
const signed = { challenge: 'c', decision: 'accept', displayed, transaction_id: 'the-transaction' };

let keys: { privateKey: CryptoKey; publicKey: CryptoKey };
let payment: Payment;

beforeAll(async () => {
  keys = await generateKeyPair('ES256', { extractable: true });
  const thumbprint = await calculateJwkThumbprint(await exportJWK(keys.publicKey));
  payment = {
    transactionId: 'the-transaction',
    deviceId: Buffer.from(thumbprint, 'base64url').toString('hex'),
    message: displayed.message,
    secureMessage: displayed.secure_message,
  } as Payment;
});

const resultOf = (payload: object, signer = keys) => signResult(payload, signer);

describe('verifyApproval', () => {
  it('accepts the text that the asked phone signed', async () => {
    expect(await verifyApproval(await resultOf(signed), payment)).toMatchObject({
      verified: true,
      displayed,
      algorithm: 'ES256',
    });
  });

  it('returns undefined for a transaction without a signature', async () => {
    expect(await verifyApproval({ ...(await resultOf(signed)), signature: undefined }, payment)).toBeUndefined();
  });

  it.each([
    ['another text', { ...signed, displayed: { ...displayed, message: 'Pay €1.00' } }, 'Another text was signed'],
    ['another secure text', { ...signed, displayed: { message: displayed.message } }, 'Another text was signed'],
    ['another transaction', { ...signed, transaction_id: 'other' }, 'Another transaction was signed'],
    ['a refusal', { ...signed, decision: 'reject' }, 'It is not an approval that was signed'],
  ])('refuses %s', async (_case, payload, problem) => {
    expect(await verifyApproval(await resultOf(payload), payment)).toMatchObject({ verified: false, problem });
  });

  it('refuses the signature of another phone', async () => {
    const other = await generateKeyPair('ES256', { extractable: true });
    expect(await verifyApproval(await resultOf(signed, other), payment)).toMatchObject({
      verified: false,
      problem: 'Another phone signed',
    });
  });

  it('refuses a signature over another text', async () => {
    const result = await resultOf(signed);
    const [header, , signature] = Buffer.from(result.signature ?? '', 'base64')
      .toString()
      .split('.');
    const forged = [
      header,
      Buffer.from(JSON.stringify({ ...signed, challenge: 'd' })).toString('base64url'),
      signature,
    ].join('.');
    const answer = await verifyApproval({ ...result, signature: Buffer.from(forged).toString('base64') }, payment);
    expect(answer).toMatchObject({ verified: false, problem: 'The signature does not hold' });
  });
});
