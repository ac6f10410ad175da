import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultOfRedirectEntry, matchRedirect } from '../../src/domain/configuration/action-tokens/redirect-rules.ts';

const exact = 'https://shop.example/welcome';
const orders = '^https://shop\\.example/orders/\\d+$';
/** An address that runs a script. */
const script = (text: string) => ['javascript', text].join(':');
const below = '^https://shop\\.example/.*$';

describe('an entry of the list', () => {
  it.each([
    exact,
    orders,
    below,
    'http://localhost:3000',
    '^https://shop\\.example:8443/(a|b)$',
    '^https://shop\\.example$',
  ])('may be %s', (entry) => {
    expect(faultOfRedirectEntry(entry)).toBeUndefined();
  });

  it.each([
    [script('alert(1)'), 'no_address'],
    ['//shop.example/', 'no_address'],
    ['https://user@shop.example/', 'no_address'],
    ['https://SHOP.example/', 'no_address'],
    ['https://shop\\.example/.*$', 'not_anchored'],
    ['^https://shop\\.example/.*', 'not_anchored'],
    ['^https://shop\\.example/\\$', 'not_anchored'],
    // An unescaped dot is any character, a host that goes on is any host.
    ['^https://shop.example/.*$', 'origin_not_literal'],
    ['^https://shop\\.example.*$', 'origin_not_literal'],
    ['^https://.*\\.example/$', 'origin_not_literal'],
    ['^https?://shop\\.example(/.*)?$', 'origin_not_literal'],
    // A separator that need not be there ends no host.
    ['^https://shop\\.example/?.*$', 'origin_not_literal'],
    ['^https://shop\\.example/{0,1}.*$', 'origin_not_literal'],
    ['^https://shop\\.example?.*$', 'origin_not_literal'],
    ['^.*$', 'origin_not_literal'],
    // A choice outside of a group is another expression.
    ['^https://shop\\.example/x|.*$', 'too_complex'],
    ['^https://shop\\.example/(a+)+$', 'too_complex'],
    ['^https://shop\\.example/(a|a)*$', 'too_complex'],
    ['^https://shop\\.example/.*.*.*$', 'too_complex'],
    ['^https://shop\\.example/(?=.*x).*$', 'too_complex'],
    ['^https://shop\\.example/(.)\\1$', 'too_complex'],
    ['^https://shop\\.example/(?:a$', 'not_an_expression'],
    [`^https://shop\\.example/${'a'.repeat(600)}$`, 'too_long'],
  ])('may not be %s: %s', (entry, fault) => {
    expect(faultOfRedirectEntry(entry)).toBe(fault);
  });
});

describe('an address', () => {
  it('fits an exact entry letter by letter, and an expression as a whole', () => {
    expect(matchRedirect([exact, orders], exact)).toBe(exact);
    expect(matchRedirect([exact, orders], 'https://shop.example/orders/17')).toBe(orders);
    expect(matchRedirect([exact, orders], 'https://shop.example/welcome/')).toBeUndefined();
    expect(matchRedirect([exact, orders], 'https://shop.example/orders/17/../x')).toBeUndefined();
    expect(matchRedirect([], exact)).toBeUndefined();
  });

  it.each([
    'https://shop.example@evil.example/',
    'https://shop.example:pw@shop.example/x',
    'https://evil.example\\@shop.example/',
    'https://shop.example\\.evil.example/',
    'https:\\\\shop.example/x',
    'https:/shop.example/x',
    'https://shop.example/\\evil.example',
    'https://shop.example/%2e%2e/x',
    'https://shop.example/a%2Fb',
    'https://shop.example/%5cevil.example',
    'https://shop.example/x%0d%0aSet-Cookie:%20a=b',
    'https://shop.example/x\nhttps://evil.example/',
    'https://evil.example/\nhttps://shop.example/',
    '\thttps://shop.example/x',
    'https://shop.example/x ',
    'https://shop。example/x',
    'https://shop.example/ｘ',
    'https://ѕhop.example/x',
    'https://shop.example/é',
    'https://shop.example/../x',
    'https://shop.example/./x',
    'https://shop.example:443/x',
    'HTTPS://shop.example/x',
    script('//shop.example/%0aalert(1)'),
    'data:text/html,https://shop.example/',
    'https://shop.example.evil.example/x',
    'https://shop.example',
    `https://shop.example/${'a'.repeat(3000)}`,
  ])('%j fits no entry', (address) => {
    expect(matchRedirect([exact, orders, below], address)).toBeUndefined();
  });

  it('that fits is on the host of its entry', () => {
    const noise = fc.string({ unit: fc.constantFrom(...'/\\@:.?#%2e5c0a\n\t evil.example*'), maxLength: 40 });
    fc.assert(
      fc.property(noise, noise, (before, after) => {
        const address = `https://${before}shop.example${after}`;
        if (matchRedirect([exact, orders, below], address) === undefined) return;
        expect(new URL(address).host).toBe('shop.example');
      }),
    );
  });

  it('of any length is matched within bounds', () => {
    const slowest = '^https://shop\\.example/[a-z]*[a-z]*!$';
    expect(faultOfRedirectEntry(slowest)).toBeUndefined();
    const began = performance.now();
    expect(matchRedirect([slowest], `https://shop.example/${'a'.repeat(2000)}`)).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(30_000);
  });
});
