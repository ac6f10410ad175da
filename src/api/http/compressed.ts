import { createHash } from 'node:crypto';
import { createGunzip, gzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { Context } from 'koa';

const gzipAsync = promisify(gzip);

/** Compressed copies of a constant text. */
export interface Compressed {
  gzip: Buffer;
  etag: string;
}

export async function compress(content: Buffer): Promise<Compressed> {
  const etag = createHash('sha256').update(content).digest('base64url').slice(0, 22);
  return { gzip: await gzipAsync(content, { level: 9 }), etag };
}

/** Answers with it, compressed if the browser accepts that, or with 304 if the browser has it. */
export function writeCompressed(context: Context, type: string, { gzip: compressed, etag }: Compressed): void {
  context.type = type;
  context.etag = etag;
  context.vary('Accept-Encoding');
  context.status = 200;
  if (context.fresh) {
    context.status = 304;
    return;
  }
  if (context.acceptsEncodings('gzip', 'identity') === 'gzip') {
    context.set('Content-Encoding', 'gzip');
    context.body = compressed;
    return;
  }
  const inflated = createGunzip();
  inflated.end(compressed);
  context.body = inflated;
}
