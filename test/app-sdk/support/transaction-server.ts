import type { ServerResponse } from 'node:http';
import { flattenedVerify, importJWK, type JWK } from 'jose';
import canonicalize from 'canonicalize';
import type { Connected } from './connected-app.ts';
import type { Reply } from './protocol-server.ts';

export const TRANSACTION_ID = '7c1f2f9e-52a3-4c0a-8d43-5b0f5c3e9a27';
export const FETCH = `POST /app/v1/transactions/${TRANSACTION_ID}/fetch`;
export const ANSWER = `POST /app/v1/transactions/${TRANSACTION_ID}/answer`;
export const STREAM = 'GET /app/v1/transactions/stream';

/** The plaintext of a fetch answer. */
export function fetchedMessage(change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    transaction_id: TRANSACTION_ID,
    type: 'payment_with_push',
    method: 'PUSH',
    message: 'Pay € 84.20?',
    secure_message: 'line one\r\nline two',
    context: { device: 'Linux Firefox' },
    verification_code_required: false,
    expires_at: new Date(Date.now() + 600_000).toISOString(),
    attempts_left: null,
    challenge: 'S7JhBU2_bAAkPMWPJvMV5-pBschHxa6BwCs5HofXSWE',
    ...change,
  };
}

/** A fetch answer with this plaintext, sealed as the server seals it. */
export async function sealed(connected: Connected, plaintext: unknown): Promise<Reply> {
  const bytes = new TextEncoder().encode(typeof plaintext === 'string' ? plaintext : JSON.stringify(plaintext));
  return { body: { message: await connected.serverPgp().seal(bytes, new Date()) } };
}

export interface OpenedAnswer {
  decision: string;
  reason?: string;
  factor?: { kind: string; name?: string; proof: string };
  displayed: Record<string, unknown>;
  signature: string;
}

/** Opens an answer as the server does and verifies the signature of the device key over the displayed content. */
export async function openAnswer(connected: Connected, body: string): Promise<OpenedAnswer> {
  const { message } = JSON.parse(body) as { message: string };
  const plain = await connected.serverPgp().open(message, new Date());
  const answer = JSON.parse(new TextDecoder().decode(plain)) as OpenedAnswer;
  const [header, , signature] = answer.signature.split('.');
  const { challenge } = fetchedMessage();
  const signed = { challenge, decision: answer.decision, displayed: answer.displayed, transaction_id: TRANSACTION_ID };
  const payload = Buffer.from(canonicalize(signed)!).toString('base64url');
  const key = await importJWK(connected.server.received[0]!.proofKey as JWK, 'ES256');
  const { protectedHeader } = await flattenedVerify({ protected: header!, payload, signature: signature! }, key);
  const { deviceId } = await connected.app.state();
  if (protectedHeader?.kid !== deviceId || protectedHeader?.typ !== 'countersign-answer')
    throw new Error('wrong header');
  return answer;
}

/** Writes one event of the transactions stream. */
export function writeTransactions(response: ServerResponse, ...ids: string[]): void {
  const transactions = ids.map((transaction_id) => ({
    transaction_id,
    type: 'payment_with_push',
    method: 'PUSH',
    created_at: '2030-01-01T00:00:00Z',
    expires_at: '2030-01-01T00:02:00Z',
    fetched: false,
  }));
  response.write(`event: transactions\ndata: ${JSON.stringify({ transactions })}\n\n`);
}
