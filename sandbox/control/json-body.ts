import type { Context } from 'koa';
import { z } from 'zod';
import { readBody } from '../http/read-body.ts';

const bodyLimit = 64 * 1024;

/** A refusal of the control interface, with its reason. */
export class ControlError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Reads a JSON body (an empty one as `{}`) by a schema.
 * @throws ControlError 400 with the errors, 415 for another content type, which a foreign page could send without CORS preflight.
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

/** A phone number of the query, in which an unencoded `+` arrives as a space. */
export function queryNumber(context: Context, name: string): string | undefined {
  return queryText(context, name)?.replace(/^ /, '+');
}

/** All phone numbers of a query; undefined when it has none. */
export function queryNumbers(context: Context, name: string): string[] | undefined {
  const values = [context.query[name] ?? []].flat().filter((value) => value !== '');
  return values.length === 0 ? undefined : values.map((value) => value.replace(/^ /, '+'));
}

export function queryText(context: Context, name: string): string | undefined {
  const value = context.query[name];
  const text = Array.isArray(value) ? value[0] : value;
  return text === undefined || text === '' ? undefined : text;
}
