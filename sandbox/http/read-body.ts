import type { Readable } from 'node:stream';

/** The body exceeds the limit. */
export class BodyTooLargeError extends Error {}

/**
 * Reads a whole body as UTF-8.
 * @throws BodyTooLargeError beyond `limit` bytes.
 */
export async function readBody(stream: Readable, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new BodyTooLargeError(`more than ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
