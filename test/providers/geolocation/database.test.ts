import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabaseClient } from '../../../src/providers/geolocation/database-client.ts';
import { createGeolocation } from '../../../src/providers/geolocation/create-geolocation.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import type { Network } from './mmdb-file.ts';
import { writeMmdb } from './mmdb-file.ts';

const timeoutMs = 20_000;
let folder: string;

const city = (country: string, region: string, name: string) => ({
  country: { iso_code: country },
  subdivisions: [{ iso_code: 'XX', names: { en: region } }],
  city: { names: { en: name, de: 'anders' } },
});
const places: Network[] = [
  { cidr: '198.51.100.0/24', data: city('DE', 'Land Berlin', 'Berlin') },
  { cidr: '198.51.100.7/32', data: { country: { iso_code: 'DE' } } },
  { cidr: '2001:db8::/32', data: city('NL', 'Provincie Utrecht', 'Utrecht') },
  { cidr: '203.0.113.0/24', data: { continent: { code: 'EU' } } },
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'places-'));
  await writeFile(join(folder, 'city.mmdb'), writeMmdb(places));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a database file', () => {
  it.each([
    ['198.51.100.1', { status: 'located', countryCode: 'DE', region: 'Land Berlin', city: 'Berlin' }],
    ['2001:db8:1:2:3:4:5:6', { status: 'located', countryCode: 'NL', region: 'Provincie Utrecht', city: 'Utrecht' }],
    ['203.0.113.1', { status: 'unknown' }],
    ['192.0.2.1', { status: 'unknown' }],
    ['2001:db9::1', { status: 'unknown' }],
  ])('locates %s: %j', async (address, location) => {
    expect(
      await createDatabaseClient(join(folder, 'city.mmdb')).locate({ address, block: address, timeoutMs }),
    ).toEqual(location);
  });

  it('is read again when it was replaced, and answers meanwhile', async () => {
    const path = join(folder, 'changing.mmdb');
    await writeFile(path, writeMmdb(places));
    const client = createDatabaseClient(path, { lookMs: 0 });
    const locate = () => client.locate({ address: '198.51.100.1', block: '', timeoutMs });
    expect(await locate()).toMatchObject({ city: 'Berlin' });
    await writeFile(`${path}.new`, writeMmdb([{ cidr: '198.51.100.0/24', data: city('DE', 'Hamburg', 'Hamburg') }]));
    await rename(`${path}.new`, path);
    const next = await eventually(async () => {
      const location = await locate();
      expect(location.status).toBe('located');
      return 'city' in location && location.city === 'Hamburg' ? location : undefined;
    });
    expect(next).toMatchObject({ countryCode: 'DE' });
    // The content that was read stays in use while the file is damaged.
    await writeFile(path, 'no database');
    for (let times = 0; times < 5; times += 1) expect(await locate()).toMatchObject({ city: 'Hamburg' });
  });

  it('causes a failure while it is missing or invalid, and is read once it is valid', async () => {
    const path = join(folder, 'late.mmdb');
    const client = createDatabaseClient(path);
    const locate = () => client.locate({ address: '198.51.100.1', block: '', timeoutMs });
    expect(await locate()).toEqual({ status: 'failed', fault: 'unavailable', detail: 'database file: ENOENT' });
    await writeFile(path, 'no database');
    expect(await locate()).toEqual({
      status: 'failed',
      fault: 'invalid_answer',
      detail: 'database file: not readable',
    });
    await writeFile(path, writeMmdb(places));
    expect(await locate()).toMatchObject({ city: 'Berlin' });
  });

  it('never causes an exception when a byte is damaged', async () => {
    const whole = writeMmdb(places);
    for (let at = 0; at < whole.length; at += 7) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] as number) ^ 0xff;
      const path = join(folder, 'damaged.mmdb');
      await writeFile(path, damaged);
      const { status } = await createDatabaseClient(path).locate({ address: '198.51.100.1', block: '', timeoutMs });
      expect(['located', 'unknown', 'failed']).toContain(status);
    }
  });

  it('is read from the folder of the settings, and unusable without one', async () => {
    const target = {
      provider: 'DATABASE' as const,
      databaseFile: 'city.mmdb',
      countryCodePointer: '',
      regionPointer: '',
      cityPointer: '',
    };
    const request = { address: '198.51.100.1', block: '', timeoutMs };
    // Documentation addresses count as private: they are located only where private addresses are allowed.
    expect(
      await createGeolocation({ callbackPrivateAddresses: 'allowed', geolocationFolder: folder }).locate(
        target,
        request,
      ),
    ).toMatchObject({ city: 'Berlin' });
    expect(
      await createGeolocation({ callbackPrivateAddresses: 'refused', geolocationFolder: folder }).locate(
        target,
        request,
      ),
    ).toEqual({ status: 'unknown' });
    expect(await createGeolocation({ callbackPrivateAddresses: 'allowed' }).locate(target, request)).toEqual({
      status: 'failed',
      fault: 'unavailable',
      detail: 'not usable as it is configured',
    });
  });
});
