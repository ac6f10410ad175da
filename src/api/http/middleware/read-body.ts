import type { Context, Middleware } from 'koa';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { decoderOf, readForm } from '../form.ts';
import type { BodyFormat } from './content-types.ts';
import { bounds } from '../../../domain/rate-limits/limits.ts';

/** Methods whose bodies are read. */
const withBody = new Set(['POST', 'PUT', 'PATCH']);

/**
 * Reads a form, with files or without, or JSON into `request.body`; `{}` when there is none. Text is decoded by the charset that the request names,
 * UTF-8 when it names none. Invalid bytes are refused: the text that is shown and signed must be the text that the site sent.
 * @param most bytes of a body.
 * @throws CountersignError body_too_large, unsupported_media_type, malformed_text, malformed_json, invalid_request
 */
export function readBody(reads: readonly BodyFormat[], most: number = bounds['request-body'].most): Middleware {
  return async (context, next) => {
    if (withBody.has(context.method)) context.request.body = await parse(context, reads, most);
    await next();
  };
}

async function parse(context: Context, reads: readonly BodyFormat[], most: number): Promise<unknown> {
  const bytes = await readBytes(context, most);
  if (reads.includes('file')) return readFiles(bytes, context.get('content-type'));
  // For signatures, which cover the exact bytes.
  context.request.rawBody = Buffer.from(bytes).toString();
  if (bytes.length === 0) return {};
  const decode = decoderOf(context.request.charset);
  return reads.includes('form') && context.is('application/x-www-form-urlencoded')
    ? readForm(bytes, decode)
    : readJson(decode(bytes, 'body'));
}

/** @throws CountersignError body_too_large, invalid_request when the caller broke off */
async function readBytes({ req, request }: Context, longestBody: number): Promise<Uint8Array> {
  if ((request.length ?? 0) > longestBody) throw new CountersignError('body_too_large');
  const chunks: Buffer[] = [];
  let received = 0;
  try {
    // Keep the connection open for the refusal.
    for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      received += chunk.length;
      if (received > longestBody) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw new CountersignError('invalid_request', { cause, detail: 'the body broke off' });
  }
  if (received > longestBody) throw new CountersignError('body_too_large');
  return Buffer.concat(chunks);
}

/** The fields of a form with files (RFC 7578). A field that came several times is a list. @throws CountersignError invalid_request */
async function readFiles(bytes: Uint8Array, type: string): Promise<Record<string, unknown>> {
  if (bytes.length === 0) return {};
  try {
    const form = await new Response(Buffer.from(bytes), { headers: { 'content-type': type } }).formData();
    const valueOf = (values: unknown[]) => (values.length === 1 ? values[0] : values);
    return Object.fromEntries([...new Set(form.keys())].map((name) => [name, valueOf(form.getAll(name))]));
  } catch (cause) {
    throw new CountersignError('invalid_request', { extra: { parameter: 'body' }, cause });
  }
}

/** Parses a JSON object or array. V8's message is dropped, because it repeats the input. */
function readJson(text: string): unknown {
  const value = tryToParse(text);
  if (typeof value !== 'object' || value === null)
    throw new CountersignError('malformed_json', { extra: { parameter: 'body' } });
  return value;
}

function tryToParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
