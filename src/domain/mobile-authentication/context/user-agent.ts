import Bowser from 'bowser';
import { cleanValue } from './clean-value.ts';

/** The operating system and browser of a person, with the version as people say it. */
export interface UserAgent {
  operatingSystem?: string;
  browser?: string;
}

/** Reads a `User-Agent` header of bounded length. What it does not tell, or nobody knows, is left out. */
export function readUserAgent(header: string): UserAgent {
  const { os, browser } = Bowser.parse(header);
  const operatingSystem = named(os.name, os.name === 'Windows' ? os.versionName : os.version);
  const browserName = named(browser.name, browser.version);
  return { ...(operatingSystem ? { operatingSystem } : {}), ...(browserName ? { browser: browserName } : {}) };
}

/** A name and the first two parts of its version: `Chrome 73.0`. */
function named(name: string | undefined, version: string | undefined): string | undefined {
  const short = version?.split('.').slice(0, 2).join('.');
  return name ? cleanValue(short ? `${name} ${short}` : name) : undefined;
}
