import { describe, expect, it } from 'vitest';
import { readWebAddress } from '../../src/domain/configuration/web-address.ts';
import type { WebAddressForm } from '../../src/domain/configuration/web-address.ts';

const forms: WebAddressForm[] = ['callback', 'web', 'secure'];

describe('readWebAddress', () => {
  it.each(forms)('reads a URL of the form "%s"', (form) => {
    const text = 'https://shop.example:8443/told?of=it';
    expect(readWebAddress(text, form)).toEqual(new URL(text));
  });

  it.each([
    ['https://shop.example/#told', { callback: 'read', web: 'fragment', secure: 'fragment' }],
    ['https://shop.example/#', { callback: 'read', web: 'fragment', secure: 'fragment' }],
    ['http://shop.example/', { callback: 'read', web: 'read', secure: 'not_https' }],
    ['HTTP://shop.example/', { callback: 'read', web: 'read', secure: 'not_https' }],
    ['https://a:b@shop.example/', { callback: 'credentials', web: 'credentials', secure: 'credentials' }],
    ['https://:b@shop.example/', { callback: 'credentials', web: 'credentials', secure: 'credentials' }],
    ...[
      '',
      'shop.example',
      '/told',
      'ftp://shop.example/',
      'data:text/html,x',
      'mailto:shop@shop.example',
      'blob:https://shop.example/1',
      ' https://shop.example/',
      'https://shop.example/\n',
      'https://shop.example/ it',
      'https://sh\u00f6p.example/',
      'https://',
    ].map((text) => [text, { callback: 'no_web_address', web: 'no_web_address', secure: 'no_web_address' }]),
  ] as [string, Record<WebAddressForm, string>][])('gives a verdict on %j by its form', (text, verdicts) => {
    for (const form of forms) {
      const read = readWebAddress(text, form);
      expect([form, read instanceof URL ? 'read' : read]).toEqual([form, verdicts[form]]);
    }
  });
});
