import { useQuery } from '@tanstack/react-query';
import { request } from '../api/request.ts';
import type { Choice } from '../forms/control-props.ts';
import type { ChoicesFrom, Resource, Row } from './resource.ts';

/** The first page of a resource. */
export function useRows(resource: Resource | undefined): { rows: Row[] | undefined; error: Error | null } {
  const { data: rows, error } = useQuery({
    queryKey: ['configuration', 'choices', resource?.id],
    enabled: resource !== undefined,
    queryFn: async ({ signal }) => {
      const path = resource?.listPath() ?? '';
      const { data } = await request<{ result?: Row[]; items?: Row[] }>('GET', path, { signal });
      return data.result ?? data.items ?? [];
    },
  });
  return { rows, error };
}

/** The rows of another resource by their names; undefined where they cannot be had, and a field takes text. */
export function useChoices(from: ChoicesFrom | undefined): readonly Choice[] | undefined {
  const { rows, error } = useRows(from?.resource);
  if (!from || error) return undefined;
  if (!rows) return [];
  const { resource, only = () => true } = from;
  return rows.filter((row) => only(row, rows)).map((row) => [resource.idOf(row), resource.nameOf(row)] as const);
}
