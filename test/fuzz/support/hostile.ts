import type { Random } from './random.ts';

const texts = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\u0001\u0008\u001f',
  '\u007f',
  '\ud800',
  'a\udc00',
  '\u202emoc.elpmaxe',
  '\ufeff',
  '\u200b',
  'İ',
  'ſ',
  'K',
  'ß',
  'e\u0301',
  '👩‍👩‍👧‍👦',
  '﷽',
  '日本語',
  "' or 1=1 --",
  '"; drop table event; --',
  "\\'; select pg_sleep(9); --",
  '${jndi:ldap://127.0.0.1/a}',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '$(reboot)',
  '`id`',
  '../../../../etc/passwd',
  '..\\..\\x',
  '/',
  '//',
  '.',
  '..',
  '%00',
  '%',
  '%zz',
  '%E0%A4%A',
  '\r\nX-Evil: 1',
  'null',
  'undefined',
  'NaN',
  'true',
  'false',
  '[]',
  '{}',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'then',
  '-1',
  '0',
  '1',
  '00',
  '1e309',
  '1.5',
  '9007199254740993',
  '2147483648',
  '-2147483649',
  '99999999999999999999999',
  '0x10',
  '+1',
  '1970-01-01',
  '0000-00-00T00:00:00Z',
  '9999999-12-31',
  'x'.repeat(129),
  'x'.repeat(256),
  'é'.repeat(300),
  '👍'.repeat(200),
  'y'.repeat(4001),
  'z'.repeat(20_000),
  '('.repeat(200),
  'a,'.repeat(500),
  'http://169.254.169.254/',
  'https://[::1]:99999/',
  'file:///etc/passwd',
] as const;

const values: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1,
  0.1,
  1e308,
  -1e308,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  [],
  {},
  [[]],
  [null],
  [{}],
  { __proto__: null },
  { a: { b: { c: {} } } },
  { toString: 1 },
  { length: 1e9 },
];

/** Text that is known to cause faults in some software. */
export function hostileText(random: Random): string {
  return random.pick(texts);
}

/** JSON of that kind. */
export function hostileValue(random: Random): unknown {
  if (random.chance(0.6)) return hostileText(random);
  if (random.chance(0.05)) return nested(random.below(3000));
  if (random.chance(0.05))
    return Object.fromEntries(Array.from({ length: random.below(3000) }, (_, index) => [`k${index}`, index]));
  return random.pick(values);
}

function nested(depth: number): unknown {
  let value: unknown = 'x';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

const rawBodies = [
  '{',
  '}',
  '[',
  '"',
  '{"a":',
  '{"a":1,}',
  'null',
  'true',
  '1',
  '"text"',
  '[1,2',
  '\u0000',
  '{"__proto__":{"x":1}}',
  '{"a":1,"a":2}',
  '{"a":1e999}',
  '{"\\ud800":1}',
  'a=1&a=2',
  'a[b]=1',
  'a[__proto__][x]=1',
  '=&=&',
  '%',
  '%=%',
  'a=%E0%A4%A',
  '<x/>',
  '--b\r\n\r\n--b--',
];

/** A body that is not a valid request. */
export function rawBody(random: Random): Buffer {
  if (random.chance(0.15)) return Buffer.from(Array.from({ length: random.below(400) }, () => random.below(256)));
  if (random.chance(0.1)) return Buffer.from(`{"a":"${'x'.repeat(60_000 + random.below(20_000))}"}`);
  if (random.chance(0.1)) return Buffer.from(random.pick(['[', '{"a":']).repeat(random.below(20_000)));
  return Buffer.from(random.pick(rawBodies));
}
