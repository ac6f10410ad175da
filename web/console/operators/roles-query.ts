import { queryOptions } from '@tanstack/react-query';
import { request } from '../api/request.ts';
import type { TextKey, Translate } from '../language/language.ts';

export const rolesPath = '/admin/v1/role-assignments';

/** A role of a person. */
export interface Assignment {
  id: string;
  role_id: string;
  subject: { type: string; id: string };
  given_by: string | null;
  created_at: string;
}

interface Page {
  items: Assignment[];
  next_cursor: string | null;
}

/** All of them: there are as many as an installation has operators. */
export const assignmentsQuery = queryOptions({
  queryKey: ['role assignments'],
  queryFn: async ({ signal }): Promise<{ items: Assignment[] }> => {
    const items: Assignment[] = [];
    let cursor: string | null = null;
    do {
      const at: string = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`;
      const { data }: { data: Page } = await request<Page>('GET', `${rolesPath}${at}`, { signal });
      items.push(...data.items);
      cursor = data.next_cursor;
    } while (cursor !== null && items.length < mostShown);
    return { items };
  },
});

const mostShown = 1000;

/** The areas of hub roles that the console, or an API, has today. Others are for what is to come. */
const areas = ['User', 'Session', 'Communication', 'Client', 'Policy', 'Integration', 'Setting'] as const;

/** The roles that can be given here, the usual ones first. */
export const givenRoles: readonly string[] = [
  'Administrator',
  ...areas.flatMap((area) => [`${area}Observer`, `${area}Contributor`]),
  'AuditObserver',
];

/** `UserObserver` is "Users: may look". */
export function roleWords(role: string, t: Translate): string {
  const [, area, right] = /^(\w+?)(Observer|Contributor)$/.exec(role) ?? [];
  if (area === undefined || right === undefined || !givenRoles.includes(role))
    return role === 'Administrator' ? t('roles.administrator') : role;
  const does = right === 'Observer' ? t('roles.observer') : t('roles.contributor');
  return `${t(`roles.area.${area}` as TextKey)}: ${does}`;
}
