/** The pages of the account, in the order in which they are listed. A new one is a folder, a line here and one in `main.tsx`. */
export const accountPages = [
  { name: 'methods', path: '/account' },
  { name: 'sessions', path: '/account/sessions' },
  { name: 'consents', path: '/account/consents' },
] as const;

export type AccountPageName = (typeof accountPages)[number]['name'];
