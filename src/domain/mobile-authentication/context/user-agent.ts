import Bowser from 'bowser';

/** Operating system and browser with their short versions. */
export interface UserAgent {
  operatingSystem?: string;
  browser?: string;
}

/**
 * Names that the library knows, and three that its list lacks. For other programs it returns words of the header, which are
 * chosen by the caller: they must not appear in a message that the user trusts.
 */
const browsers = new Set([...Object.values(Bowser.BROWSER_MAP), 'Miui', 'Opera Touch', 'PlayStation 4']);
const systems = new Set(Object.values(Bowser.OS_MAP));

/** The first two parts of a version, each too short to be anything else. */
const versionNumber = /^\d{1,4}(?:\.\d{1,4})?(?=\.|$)/;

/** Parses a `User-Agent` header of bounded length. Unknown parts are left out. */
export function readUserAgent(header: string): UserAgent {
  const { os, browser } = Bowser.parse(header);
  // The versions of Windows have names, which the library has from a list.
  const osVersion = os.name === 'Windows' ? os.versionName : numberOf(os.version);
  const operatingSystem = named(systems, os.name, osVersion);
  const browserName = named(browsers, browser.name, numberOf(browser.version));
  return { ...(operatingSystem ? { operatingSystem } : {}), ...(browserName ? { browser: browserName } : {}) };
}

function numberOf(version: string | undefined): string | undefined {
  return versionNumber.exec(version ?? '')?.[0];
}

/** A name and its version: `Chrome 73.0`. */
function named(known: ReadonlySet<string>, name: string | undefined, version: string | undefined): string | undefined {
  if (name === undefined || !known.has(name)) return undefined;
  return version ? `${name} ${version}` : name;
}
