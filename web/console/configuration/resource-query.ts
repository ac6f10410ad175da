import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { request } from '../api/request.ts';
import type { Resource, Row } from './resource.ts';

interface Page {
  rows: Row[];
  next: string | null;
}

/** Pages are numbers in the published APIs, which have 100 entries each, and cursors in ours. */
const pageSize = 100;

interface Listed {
  result?: Row[];
  items?: Row[];
  next_cursor?: string | null;
}

async function loadPage(path: string, at: string, signal: AbortSignal): Promise<Page> {
  const { data } = await request<Listed>('GET', at === '' ? path : `${path}?${at}`, { signal });
  if (data.items) {
    const cursor = data.next_cursor ?? null;
    return { rows: data.items, next: cursor && `cursor=${encodeURIComponent(cursor)}` };
  }
  const rows = data.result ?? [];
  const now = Number(/^page=(\d+)$/.exec(at)?.[1] ?? 0);
  return { rows, next: rows.length === pageSize ? `page=${now + 1}` : null };
}

/** All of a kind, page by page. */
export function rowsQuery(resource: Resource, of?: string) {
  return infiniteQueryOptions({
    queryKey: ['configuration', resource.id, of ?? ''],
    queryFn: ({ signal, pageParam }) => loadPage(resource.listPath(of), pageParam, signal),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
}

/** One, with the tag of what was read. */
export async function loadRow(resource: Resource, id: string, signal: AbortSignal) {
  const path = resource.isSingle ? resource.listPath() : resource.pathOf(id);
  const { data, tag } = await request<Row>('GET', path, { signal });
  return { row: data, tag };
}

/** The same, for a page. */
export function rowQuery(resource: Resource, id: string) {
  return queryOptions({
    queryKey: ['configuration', resource.id, 'one', id],
    queryFn: ({ signal }) => loadRow(resource, id, signal),
    // A form must not change below the hands of who fills it in.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}
