import { describe, expect, it } from 'vitest';
import { addressBlock, networkBlock } from '../../src/commands/rate-limits/address-block.ts';
import { isThisMachine } from '../../src/commands/rate-limits/is-this-machine.ts';

describe('addressBlock', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0'],
    ['10', '10'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['::1', '0:0:0:0'],
    ['', ''],
  ])('of %s is %s', (address, block) => {
    expect(addressBlock(address)).toBe(block);
  });

  it.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1'],
    ['2001:db8:1:ffff::1', '2001:db8:1'],
    ['2001:db8::1', '2001:db8:0'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
  ])('of %s is %s for a network of 48 bits', (address, block) => {
    expect(addressBlock(address, 48)).toBe(block);
  });
});

describe('networkBlock', () => {
  it.each([
    ['192.0.2.1', '192.0.2'],
    ['::ffff:192.0.2.1', '192.0.2'],
    ['2001:db8:1:2::1', '2001:db8:1'],
  ])('of %s is %s', (address, block) => {
    expect(networkBlock(address)).toBe(block);
  });
});

describe('isThisMachine', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.8.9.10', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['::ffff:7f00:1', true],
    ['126.255.255.255', false],
    ['128.0.0.1', false],
    ['::2', false],
    ['', false],
    ['localhost', false],
  ])('of %j is %s', (address, isIt) => {
    expect(isThisMachine(address)).toBe(isIt);
  });
});
