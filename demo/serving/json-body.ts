import type { Context } from 'koa';
import type { z } from 'zod';

const MAX_BYTES = 16 * 1024;

/** Reads and checks a JSON body; refuses with 413 or 400. */
export async function readJson<T>(ctx: Context, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(await parseBody(ctx));
  if (parsed.success) return parsed.data;
  return ctx.throw(400, parsed.error.issues[0]?.message ?? 'That request is not valid');
}

async function parseBody(ctx: Context): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of ctx.req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BYTES) ctx.throw(413, 'That request is too large');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return ctx.throw(400, 'That request is not JSON');
  }
}
