import { useQuery } from '@tanstack/react-query';
import { request } from '../api/request.ts';
import type { Choice } from '../forms/control-props.ts';
import type { ChoicesFrom, Row } from './resource.ts';

/** The rows of another resource by their names; undefined where they cannot be had, and a field takes text. */
export function useChoices(from: ChoicesFrom | undefined): readonly Choice[] | undefined {
  const { data: rows, error } = useQuery({
    queryKey: ['configuration', 'choices', from?.resource.id],
    enabled: from !== undefined,
    queryFn: async ({ signal }) => {
      const path = from?.resource.listPath() ?? '';
      const { data } = await request<{ result?: Row[]; items?: Row[] }>('GET', path, { signal });
      return data.result ?? data.items ?? [];
    },
  });
  if (!from || error) return undefined;
  if (!rows) return [];
  const { resource, only = () => true } = from;
  return rows.filter(only).map((row) => [resource.idOf(row), resource.nameOf(row)] as const);
}
