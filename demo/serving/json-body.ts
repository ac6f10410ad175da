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
  const text = await readText(ctx);
  try {
    return JSON.parse(text);
  } catch {
    return ctx.throw(400, 'That request is not JSON');
  }
}

/** Reads a small body; refuses a larger one with 413. */
export async function readText(ctx: Context): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of ctx.req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BYTES) ctx.throw(413, 'That request is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
