import { readFile, stat } from 'node:fs/promises';
import { Reader } from 'mmdb-lib';
import type { CityResponse } from 'mmdb-lib';
import type { LocateResult } from '../../domain/mobile-authentication/context/geolocation.ts';
import { timedOut, withDeadline } from '../connection/deadline.ts';
import { failed } from './geolocation.ts';
import type { GeolocationClient } from './geolocation.ts';

/** Milliseconds between checks for a newer file, which publishers have every few days. */
const lookMs = 60_000;

interface Opened {
  reader: Reader<CityResponse>;
  /** Modification time of the file. */
  version: string;
}

/**
 * Locates addresses by a file in the MaxMind format (such as GeoLite2 City). It is read whole, and again when it
 * changed; the former content answers meanwhile.
 * @param options.lookMs milliseconds between checks for a newer file.
 */
export function createDatabaseClient(path: string, options: { lookMs?: number } = {}): GeolocationClient {
  let opening: Promise<Opened> | undefined;
  let lookedAt = 0;
  const open = (): Promise<Opened> => {
    const started = openFile(path);
    started.catch(() => {
      // The next lookup tries again.
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
      const opened = await withDeadline(
        opening.catch((error: NodeJS.ErrnoException) =>
          failed(error.code ? 'unavailable' : 'invalid_answer', `database file: ${error.code ?? 'not readable'}`),
        ),
        timeoutMs,
      );
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
