import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { isLocalName, isPrivateAddress } from '../../src/providers/connection/private-addresses.ts';
import { PrivateAddressError, publicLookup } from '../../src/providers/connection/public-lookup.ts';

describe('isPrivateAddress', () => {
  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '192.88.99.1',
    '192.175.48.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::7f00:1',
    '::ffff:10.0.0.1',
    '::ffff:a00:1',
    '0:0:0:0:0:ffff:7f00:0001',
    '64:ff9b::a00:1',
    '64:ff9b:1::a00:1',
    '2001:db8::1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
    '3fff:1::1',
    '4000::1',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    'not an address',
  ])('is true of %s', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  it.each([
    '1.1.1.1',
    '9.255.255.255',
    '11.0.0.0',
    '100.128.0.1',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.0.1',
    '223.255.255.255',
    '2606:4700::1111',
    '2a00:1450::1',
    '::ffff:1.1.1.1',
    '64:ff9b::101:101',
  ])('is false of %s', (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });
});

describe('publicLookup', () => {
  const resolve = (name: string, all: boolean): Promise<string | LookupAddress[]> =>
    new Promise((done, fail) =>
      publicLookup(name, { all }, (error, addresses) => (error === null ? done(addresses) : fail(error))),
    );

  it.each([true, false])('refuses a name of this machine (all: %s)', async (all) => {
    await expect(resolve('localhost', all)).rejects.toThrow(PrivateAddressError);
  });

  it('returns one address or all, as asked', async () => {
    expect(await resolve('1.1.1.1', true)).toEqual([{ address: '1.1.1.1', family: 4 }]);
    expect(await resolve('1.1.1.1', false)).toBe('1.1.1.1');
  });

  it('passes on the error of an unknown name', async () => {
    await expect(resolve('no-such-name.invalid', true)).rejects.toMatchObject({
      code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
    });
  });
});

describe('isLocalName', () => {
  it.each([
    'localhost',
    'LOCALHOST.',
    'intra',
    'db.localhost',
    'printer.local',
    'metadata.google.internal',
    'wiki.corp',
    'api.default.svc',
    'api.default.svc.cluster.local',
    'nas.lan',
    'nas.home',
    'nas.home.arpa',
    'box.localdomain',
    'hr.intranet',
    'hr.private.',
  ])('is true of %s', (name) => {
    expect(isLocalName(name)).toBe(true);
  });

  it.each([
    'example.com',
    'example.com.',
    'local.example.com',
    'internal.example',
    'mycorp.com',
    'notlocal.nl',
    '192.0.2.7',
    '[2001:db8::1]',
  ])('is false of %s', (name) => {
    expect(isLocalName(name)).toBe(false);
  });
});
