import type { Resource, Row } from '../resource.ts';

const base = '/oauth/api/v1/configuration';

/** Parts of a resource of the configuration API that most have in common. */
export function ofConfiguration(
  path: string,
  key = 'id',
): Pick<Resource, 'listPath' | 'pathOf' | 'idOf' | 'nameOf' | 'needs'> {
  return {
    needs: { read: 'settings.read', change: 'settings.manage' },
    listPath: () => `${base}/${path}`,
    pathOf: (id) => `${base}/${path}/${encodeURIComponent(id)}`,
    idOf: (row: Row) => String(row[key]),
    nameOf: (row: Row) => String(row['name'] ?? row[key]),
  };
}
