import { glob, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { artifactModels, hashContexts, keyPurposes, sharedSecrets } from '../../src/security/key-uses.ts';
import { Keyring } from '../../src/security/keyring.ts';

const root = new URL('../../', import.meta.url);
const paths: string[] = [];
for await (const path of glob('src/**/*.ts', { cwd: root })) paths.push(path);
const callers = paths.filter((path) => !/^src\/security\/(keyring|key-uses)\.ts$/.test(path));
const sources = await Promise.all(callers.map((path) => readFile(new URL(path, root), 'utf8')));
const source = sources.join('\n');

/** Whether the sources call a method of the keyring with this word as an argument, also over several lines. */
const isCalled = (method: string, word: string) =>
  new RegExp(`[.]${method}\\([^;]*?'${word.replaceAll(/[.]/g, '[.]')}'`).test(source);

const ring = new Keyring([
  { id: 'k2', key: Buffer.alloc(32, 2).toString('base64') },
  { id: 'k1', key: Buffer.alloc(32, 1).toString('base64') },
]);

describe('the list of uses of the keyring', () => {
  it.each(Object.keys(hashContexts))('has only used hash contexts: %s', (context) => {
    expect(isCalled('lookupHash', context)).toBe(true);
  });

  it('has the context oauth_artifact for token models only', () => {
    expect(source.match(/oauth_artifact[.]\$\{/g)).toHaveLength(1);
    for (const context of Object.keys(hashContexts)) expect(context.startsWith('oauth_artifact')).toBe(false);
    expect(new Set(artifactModels).size).toBe(artifactModels.length);
  });

  it.each(Object.keys(sharedSecrets))('has only used shared secrets: %s', (name) => {
    expect(isCalled('sharedSecret', name)).toBe(true);
  });

  it.each(Object.keys(keyPurposes).filter((purpose) => !['lookup', 'cookie'].includes(purpose)))(
    'has only used key purposes: %s',
    (purpose) => {
      expect(isCalled('mac', purpose) || (isCalled('seal', purpose) && isCalled('open', purpose))).toBe(true);
    },
  );

  it('is not satisfied by a word that no call has', () => {
    expect([isCalled('lookupHash', 'passwords'), isCalled('mac', 'sms')]).toEqual([false, false]);
  });

  it('has a unique description for each member, and no separator in a context', () => {
    const described = [
      ...Object.values(keyPurposes),
      ...Object.values(hashContexts).map(({ what }) => what),
      ...Object.values(sharedSecrets),
    ];
    for (const text of described) expect(text).toMatch(/^[A-Z`].{10,}\.$/);
    expect(new Set(described).size).toBe(described.length);
    for (const context of Object.keys(hashContexts)) expect(context).not.toMatch(/[/\0]/);
  });

  it('is a closed union: an unknown word does not compile', () => {
    // @ts-expect-error -- a typo
    const typo = ring.lookupHash('value', 'pasword');
    // @ts-expect-error -- this context is divided by client
    const undivided = ring.lookupHash('value', 'api_client');
    // @ts-expect-error -- this one is not divided
    const divided = ring.lookupHash('value', 'password', 'x');
    // @ts-expect-error -- no kind of token
    const model = ring.lookupHash('value', 'oauth_artifact.AccessTokens');
    // @ts-expect-error -- a purpose of encryption makes no MACs
    const mac = ring.mac('column', 'value');
    // @ts-expect-error -- a purpose of MACs does not encrypt
    const sealed = ring.seal('otp', Buffer.from('value'), 'context');
    // @ts-expect-error -- a typo
    const secret = ring.sharedSecret('dpop-nonces');
    for (const made of [typo, undivided, divided, model, mac, sealed, secret]) expect(made).toBeInstanceOf(Buffer);
  });
});

describe('stored hashes', () => {
  const hex = (bytes: Buffer) => bytes.toString('hex');

  it('never change', () => {
    expect(hex(ring.lookupHash('value', 'password'))).toBe(
      '1ab3663179b644af3446e8c6eaeafa05afe6de725c161f3ff87d068344f18d68',
    );
    expect(hex(ring.lookupHash('value', 'api_client', 'site'))).toBe(
      '2c67939ee42ae4f5f87fffd5223d6550f1db3f7ffebf7c7d43d22ea908e549c6',
    );
    expect(hex(ring.lookupHash('value', 'oauth_artifact.RefreshToken'))).toBe(
      '1994ced126bf5374ca09574fef2c419eb69be83015048e8a57b2d0678ce51104',
    );
    expect(hex(ring.lookupHash('value', 'configuration tag'))).toBe(
      '9f6e490ac56cef7b2e7995a4f0bac53a00df6d4be6853ef78e7deaf195184f03',
    );
    expect(hex(ring.sharedSecret('dpop-nonce'))).toBe(
      '7eee087d9f51b42fc7a9ad5736501ae230dac53e2f4c8e0b330c354ade351377',
    );
    expect(hex(ring.mac('sms-code', 'value', 'k1'))).toBe(
      '94cdbefd1cd9385a697a0d188570d0c5a245ab0f78ed8460813ec087379ff9cd',
    );
  });
});
