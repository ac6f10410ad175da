/** What an Observer reads and a Contributor also changes (contract/hub.md section 3). */
const areas = [
  'User',
  'Organization',
  'Group',
  'Role',
  'Policy',
  'Client',
  'Claim',
  'Consent',
  'Session',
  'DataRequest',
  'Communication',
  'Integration',
  'Portal',
  'Setting',
  'Report',
] as const;
type Area = (typeof areas)[number];

export const administrator = 'Administrator';

/** Roles of people who administer Countersign: a person with one of them is an operator. They are flat: none contains another. */
export const hubRoles = [
  administrator,
  ...areas.map((area): `${Area}Observer` => `${area}Observer`),
  'AuditObserver',
  ...areas.map((area): `${Area}Contributor` => `${area}Contributor`),
] as const;

export type HubRole = (typeof hubRoles)[number];
