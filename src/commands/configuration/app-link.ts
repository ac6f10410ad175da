import type { ConfigurationSnapshot } from './configuration-snapshot.ts';

/**
 * The address that opens the app.
 * @param application its identifier; left out: of any application.
 * @returns undefined where there is none, or where several are possible: it could open the wrong app.
 */
export function findAppLink(
  { applications }: Pick<ConfigurationSnapshot, 'applications'>,
  application?: string,
): string | undefined {
  const links = [...applications.values()]
    .filter(({ identifier }) => application === undefined || identifier === application)
    .flatMap(({ appLinkUrl }) => appLinkUrl ?? []);
  return links.length === 1 ? links[0] : undefined;
}
