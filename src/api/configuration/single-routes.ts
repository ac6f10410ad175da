import type { z } from 'zod';
import { tagOf } from '../../commands/configuration/row-tag.ts';
import type { RequestOrigin } from '../../commands/events/request-origin.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { ApiDeps } from '../api-deps.ts';
import { ifMatchHeader } from '../http/request-headers.ts';
import { defineRoute } from '../http/route.ts';
import type { Route, RouteAnswer } from '../http/route.ts';
import { changeOf } from './fields.ts';

/** Where a change comes from, and the tag of what its caller read. */
interface Change {
  origin: RequestOrigin;
  ifMatch: string | undefined;
}

/** A part of the configuration of which there is one or none. */
interface Single<Row extends object, Whole extends z.ZodType, Changes extends z.ZodType> {
  path: string;
  /** Of GET, PUT, PATCH and DELETE, for the API reference. */
  summaries: Record<'get' | 'put' | 'patch' | 'delete', string>;
  answer: z.ZodType;
  find(): Promise<Row | null>;
  /** @param row null: none is configured. Undefined stands for 404. */
  present(row: Row | null): object | undefined;
  /** Of PUT. */
  whole: Whole;
  replace(body: z.output<Whole>, change: Change): Promise<void>;
  /** Of PATCH. */
  changes: Changes;
  change(body: z.output<Changes>, change: Change): Promise<void>;
  remove(change: Change): Promise<void>;
}

/** Reading with an `ETag`, and changing with `If-Match`: answers 204. */
export function singleRoutes<Row extends object, Whole extends z.ZodType, Changes extends z.ZodType>(
  deps: Pick<ApiDeps, 'keyring'>,
  { path, summaries, answer, whole, changes, ...single }: Single<Row, Whole, Changes>,
): Route[] {
  const changing = { path, headers: [ifMatchHeader], responses: { 204: null } } as const;
  const done = async (work: Promise<void>): Promise<RouteAnswer> => {
    await work;
    return { status: 204 };
  };
  return [
    defineRoute({
      method: 'get',
      path,
      summary: summaries.get,
      responses: { 200: answer },
      handler: async () => {
        const row = await single.find();
        const body = single.present(row);
        if (!body) throw new CountersignError('not_found');
        return { status: 200, body, headers: { ETag: tagOf(deps.keyring, row ?? {}) } };
      },
    }),
    defineRoute({
      ...changing,
      method: 'put',
      summary: summaries.put,
      body: whole,
      handler: ({ body, context }) => done(single.replace(body as z.output<Whole>, changeOf(context))),
    }),
    defineRoute({
      ...changing,
      method: 'patch',
      summary: summaries.patch,
      body: changes,
      handler: ({ body, context }) => done(single.change(body as z.output<Changes>, changeOf(context))),
    }),
    defineRoute({
      ...changing,
      method: 'delete',
      summary: summaries.delete,
      handler: ({ context }) => done(single.remove(changeOf(context))),
    }),
  ];
}
