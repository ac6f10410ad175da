/** What an operator does to get to another page. */
export interface PageChange {
  /** The first link of this selector is clicked... */
  link?: string;
  /** ...or this is typed into the search field. */
  search?: string;
  /** Other rows of the page that it was on. */
  isSamePage?: boolean;
  /** Beginning of the address of the page that it leads to. */
  leadsTo: string;
}

const place = (path: string): PageChange => ({ link: `nav a[href="/console${path}"]`, leadsTo: `/console${path}` });
const firstRow = (leadsTo: string): PageChange => ({
  link: `main tbody a[href^="/console${leadsTo}"]`,
  leadsTo: `/console${leadsTo}`,
});

/** The step that is no change of the page. */
export const searchOfUsers = 'search of users, with the pause of the typing';

/** The way of an operator through the console: each step from the page of the one before. */
export function wayThrough(lap: number): Record<string, PageChange> {
  return {
    users: place('/users'),
    [searchOfUsers]: { search: `user.${1000 + lap * 79}`, isSamePage: true, leadsTo: '/console/users?q=' },
    'a person': firstRow('/users/'),
    activity: place('/activity'),
    'activity of a type': { ...firstRow('/activity?'), isSamePage: true },
    transactions: place('/transactions'),
    'a transaction': firstRow('/transactions/'),
    'a user with a phone': { link: 'main a[href^="/console/users/"]', leadsTo: '/console/users/' },
    applications: place('/configuration/applications'),
    types: place('/configuration/mobile-authentication-types'),
    'a type': firstRow('/configuration/mobile-authentication-types/edit/'),
    clients: place('/configuration/clients'),
    'system settings': place('/configuration/system-settings'),
    roles: place('/roles'),
    'signing keys': place('/signing-keys'),
    overview: place('/overview'),
  };
}
