import type { DescribedRoute, DescribedSurface } from './described-surface.ts';

/** Audiences of the reference in order, with their surfaces. */
export const audiences: readonly { title: string; surfaces: readonly string[] }[] = [
  { title: 'Websites', surfaces: ['website'] },
  { title: 'End users', surfaces: ['end-user', 'devices', 'events', 'introspection'] },
  { title: 'Persons', surfaces: ['persons'] },
  { title: 'Sign-in', surfaces: ['authentication', 'self-service'] },
  { title: 'Apps', surfaces: ['authorization-server', 'app'] },
  { title: 'Operators', surfaces: ['admin'] },
  { title: 'Configuration', surfaces: ['configuration'] },
  { title: 'Operations', surfaces: ['providers', 'health', 'reference'] },
];

/** The surfaces in the order of their audiences; within one as they are declared. */
export function orderByAudience(surfaces: readonly DescribedSurface[]): DescribedSurface[] {
  const order = audiences.flatMap((audience) => audience.surfaces);
  return surfaces.toSorted((left, right) => order.indexOf(left.name) - order.indexOf(right.name));
}

/** Large surfaces have a section for each resource, which is the first segment of a path. */
const resources: Record<string, Record<string, string>> = {
  'Admin API': {
    users: 'users',
    devices: 'devices',
    events: 'events',
    overview: 'overview',
    transactions: 'transactions',
    'role-assignments': 'roles',
  },
  Configuration: {
    applications: 'applications and versions',
    'push-messaging-configurations': 'push messaging',
    'mobile-authentication-types': 'mobile authentication types',
    'callback-endpoints': 'callback endpoints',
    geolocation: 'geolocation',
    'message-templates': 'message templates',
    'sms-gateway': 'SMS gateway',
    'smtp-server': 'SMTP server',
    'outgoing-proxy': 'outgoing proxy',
    'action-token-redirects': 'features and general settings',
    features: 'features and general settings',
    'general-settings': 'features and general settings',
  },
};

/** The section of the reference that a route is in. */
export function sectionOf({ title }: Pick<DescribedSurface, 'title'>, { path }: Pick<DescribedRoute, 'path'>): string {
  const resource = resources[title]?.[path.replace('{/}', '').split('/')[1] ?? ''];
  return resource === undefined ? title : `${title}: ${resource}`;
}

export interface Tag {
  name: string;
  description: string;
}

/** The sections, in the order of their first routes. */
export function tagsOf(surfaces: readonly DescribedSurface[]): Tag[] {
  const tags = new Map<string, Tag>();
  for (const surface of surfaces) {
    for (const route of surface.routes) {
      const name = sectionOf(surface, route);
      if (!tags.has(name)) tags.set(name, { name, description: `Below \`${surface.base}\`.` });
    }
  }
  return [...tags.values()];
}

/** The sections of each audience, as `x-tagGroups` has it (https://redocly.com/docs-legacy/api-reference-docs/specification-extensions/x-tag-groups). */
export function tagGroupsOf(surfaces: readonly DescribedSurface[]): { name: string; tags: string[] }[] {
  return audiences.map(({ title, surfaces: own }) => ({
    name: title,
    tags: tagsOf(surfaces.filter(({ name }) => own.includes(name))).map(({ name }) => name),
  }));
}
