import { readFile, stat } from 'node:fs/promises';
import { Reader } from 'mmdb-lib';
import type { CityResponse } from 'mmdb-lib';
import { timedOut, withDeadline } from '../connection/deadline.ts';
import { failed } from './geolocation.ts';
import type { GeolocationClient, LocateResult } from './geolocation.ts';

/** Milliseconds between looks whether a newer file is there: publishers have one every few days. */
const lookMs = 60_000;

interface Opened {
  reader: Reader<CityResponse>;
  /** Of the file it was read from. */
  version: string;
}

/**
 * Places from a file in the MaxMind format (GeoLite2 City and those that are alike). It is read whole, and again when it
 * has changed; until that is done, what was read before answers.
 * @param options.lookMs milliseconds between looks for a newer file.
 */
export function createDatabaseClient(path: string, options: { lookMs?: number } = {}): GeolocationClient {
  let opening: Promise<Opened> | undefined;
  let lookedAt = 0;
  const open = (): Promise<Opened> => {
    const started = openFile(path);
    started.catch(() => {
      // The next who asks tries again.
      if (opening === started) opening = undefined;
    });
    return started;
  };
  const look = async (): Promise<void> => {
    lookedAt = performance.now();
    const [current, version] = await Promise.all([opening, versionOf(path)]);
    if (current && current.version !== version) opening = Promise.resolve(await openFile(path));
  };
  return {
    locate: async ({ address, timeoutMs }) => {
      if (!opening) {
        opening = open();
        lookedAt = performance.now();
      } else if (performance.now() - lookedAt > (options.lookMs ?? lookMs)) look().catch(() => undefined);
      const opened = await withDeadline(opening.catch((error: NodeJS.ErrnoException) => failed(error.code ? 'unavailable' : 'invalid_answer', `database file: ${error.code ?? 'not readable'}`)), timeoutMs);
      if (opened === timedOut) return failed('unavailable', 'database file: not read yet');
      return 'reader' in opened ? find(opened.reader, address) : opened;
    },
    close: async () => undefined,
  };
}

async function openFile(path: string): Promise<Opened> {
  const version = await versionOf(path);
  return { reader: new Reader<CityResponse>(await readFile(path)), version };
}

async function versionOf(path: string): Promise<string> {
  const { mtimeMs, size, ino } = await stat(path);
  return `${mtimeMs} ${size} ${ino}`;
}

function find(reader: Reader<CityResponse>, address: string): LocateResult {
  try {
    const found = reader.get(address);
    const countryCode = found?.country?.iso_code;
    if (!countryCode) return { status: 'unknown' };
    const [region, city] = [found?.subdivisions?.[0]?.names?.en, found?.city?.names?.en];
    return { status: 'located', countryCode, ...(region ? { region } : {}), ...(city ? { city } : {}) };
  } catch {
    return failed('invalid_answer', 'database file: damaged');
  }
}
