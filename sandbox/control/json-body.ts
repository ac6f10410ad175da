import type { Context } from 'koa';
import { z } from 'zod';
import { readBody } from '../http/read-body.ts';

const bodyLimit = 64 * 1024;

/** A request that the control interface refuses, with why. */
export class ControlError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Reads a JSON body (none counts as `{}`) as the schema says.
 * @throws ControlError 400 naming what is wrong, 415 for another content type: a page elsewhere can send those unasked.
 */
export async function readJson<Schema extends z.ZodType>(context: Context, schema: Schema): Promise<z.output<Schema>> {
  const text = await readBody(context.req, bodyLimit);
  if (text !== '' && !context.is('json')) throw new ControlError(415, 'send application/json');
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) throw new ControlError(400, z.prettifyError(parsed.error));
  return parsed.data;
}

function parseJson(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new ControlError(400, 'the body is not JSON');
  }
}

/** A phone number of a query, where an unencoded `+` arrived as a space. */
export function queryNumber(context: Context, name: string): string | undefined {
  return queryText(context, name)?.replace(/^ /, '+');
}

export function queryText(context: Context, name: string): string | undefined {
  const value = context.query[name];
  const text = Array.isArray(value) ? value[0] : value;
  return text === undefined || text === '' ? undefined : text;
}
