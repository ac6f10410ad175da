import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkGatewayTemplate,
  defaultGatewayTemplate,
} from '../../src/domain/configuration/sms-gateway/gateway-template.ts';
import { renderGatewayTemplate } from '../../src/providers/sms/render-gateway-template.ts';

const values = {
  to: '+31612345678',
  from: 'Bank',
  body: 'Your code is 123456',
  id: 'a:0:0',
  status_url: 'https://a.example/s',
};

describe('a template of an HTTP gateway', () => {
  it.each([
    defaultGatewayTemplate,
    '{"a":["{to}",{"b":"x{body}y"}]}',
    '{"\\u007bx":"\\u007bto\\u007d{body}"}',
    '{"to":"{to}{body}","n":1,"x":null}',
  ])('can be %s', (template) => {
    expect(checkGatewayTemplate(template)).toBeUndefined();
  });

  it.each([
    ['not JSON', '{to} {body}', 'This is not a JSON object.'],
    ['a list', '["{to}","{body}"]', 'This is not a JSON object.'],
    ['a text', '"{to}{body}"', 'This is not a JSON object.'],
    ['nothing', 'null', 'This is not a JSON object.'],
    ['without the number', '{"a":"{body}"}', 'There is no {to} in it.'],
    ['without the message', '{"a":"{to}"}', 'There is no {body} in it.'],
    [
      'with a placeholder in a name',
      '{"{to}":"{to}{body}"}',
      'A placeholder stands in the value of a member, not in its name.',
    ],
  ])('is refused: %s', (_, template, message) => {
    expect(checkGatewayTemplate(template)).toEqual({ code: 'invalid_template', message });
  });
});

describe('a message in a template', () => {
  it('leaves out members whose value is absent, and keeps all others', () => {
    const none = { ...values, from: undefined, status_url: undefined };
    expect(JSON.parse(renderGatewayTemplate(defaultGatewayTemplate, none))).toEqual({
      id: values.id,
      to: values.to,
      body: values.body,
    });
    expect(
      JSON.parse(renderGatewayTemplate('{"a":"by {from}","b":["{from}","{to}"],"c":{"d":"{from}"},"e":false}', none)),
    ).toEqual({ a: 'by ', b: [values.to], c: {}, e: false });
  });

  it('contains each value unchanged in its place: a value adds no structure and is not filled in again', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('"', '{', '}', '\\', ',', ':', 'a', '{to}', '{body}'), maxLength: 12 }),
      fc.constantFrom('{to}', '","to":"x', '\\', '$&', '__proto__'),
    );
    fc.assert(
      fc.property(fc.record({ to: text, from: text, body: text, id: text, status_url: text }), (given) => {
        expect(JSON.parse(renderGatewayTemplate(defaultGatewayTemplate, given))).toEqual(given);
        const nested = '{"a":[{"b":"<{to}|{body}>"}],"n":[1,null,true]}';
        expect(JSON.parse(renderGatewayTemplate(nested, given))).toEqual({
          a: [{ b: `<${given.to}|${given.body}>` }],
          n: [1, null, true],
        });
      }),
    );
  });

  it('keeps everything else of the template', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (template) => {
        const without = JSON.stringify(template).replaceAll(/\{(to|from|body|id|status_url)\}/g, '');
        expect(JSON.parse(renderGatewayTemplate(without, values))).toEqual(JSON.parse(without));
      }),
    );
  });
});
