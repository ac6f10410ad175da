import { randomUUID } from 'node:crypto';
import decodeQR from 'qr/decode.js';
import { describe, expect, it } from 'vitest';
import { RawPhone } from '../../app/support/raw-phone.ts';
import { createConfigurationApi } from '../../configuration/support/configuration-api.ts';
import { enrollPhone, eventually } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import { createWebsite } from '../../support/website.ts';

const { endpoints } = useStack();
const website = createWebsite(endpoints);
const configuration = createConfigurationApi(endpoints);

async function offer(more: Record<string, string> = {}, headers: Record<string, string> = {}) {
  const { status, body } = await website.initialise(
    { type: 'login_with_otp', callback_uri: `${endpoints.sandbox}/callbacks/otp`, ...more },
    headers,
  );
  expect(status, JSON.stringify(body)).toBe(200);
  return body as { transaction_id: string; otp: string; otp_qr?: string; app_link?: string };
}

/** Draws the one path of an SVG as pixels, four for each module, and reads the QR code as a camera does. */
function readSvg(dataUri: string): string {
  const svg = Buffer.from(dataUri.replace('data:image/svg+xml;base64,', ''), 'base64').toString();
  const size = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1]);
  const scale = 4;
  const data = new Uint8Array((size * scale) ** 2 * 4).fill(255);
  let [x, y] = [0, 0];
  // The encoder draws every module as a unit square, from an absolute or a relative position.
  for (const [, command, first, second] of svg.matchAll(/([Mm])(-?[\d.]+)[ ,]?(-?[\d.]+)h1v1[Hh]-?[\d.]+Z/g)) {
    [x, y] = command === 'M' ? [Number(first), Number(second)] : [x + Number(first), y + Number(second)];
    for (let row = y * scale; row < (y + 1) * scale; row += 1) {
      for (let column = x * scale; column < (x + 1) * scale; column += 1)
        data.fill(0, (row * size * scale + column) * 4, (row * size * scale + column) * 4 + 3);
    }
  }
  return decodeQR({ width: size * scale, height: size * scale, data });
}

describe('the answer to an OTP', () => {
  it('has a QR code only on request, which an app reads and claims', async () => {
    expect((await offer()).otp_qr).toBeUndefined();
    expect((await offer({ otp_qr: 'false' })).otp_qr).toBeUndefined();
    const { transaction_id: id, otp, otp_qr: qr = '' } = await offer({ otp_qr: 'true' });
    expect(qr).toMatch(/^data:image\/svg\+xml;base64,[A-Za-z0-9+/]+=*$/);
    const read = readSvg(qr);
    expect(read).toBe(otp);
    const phone = await enrollPhone(endpoints);
    expect(await phone.app.claimTransaction(phone.profile.profileId, read)).toBe(id);
  });

  it('is a refusal when otp_qr is neither true nor false', async () => {
    const { status, body } = await website.initialise({
      type: 'login_with_otp',
      callback_uri: 'https://shop.example/',
      otp_qr: 'png',
    });
    expect([status, body.error_code, body.parameter]).toEqual([400, '1003', 'otp_qr']);
  });

  it('has the same OTP for a repeated request, with or without a QR code', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const first = await offer({}, headers);
    const again = await offer({ otp_qr: 'true' }, headers);
    expect([again.transaction_id, again.otp, readSvg(again.otp_qr ?? '')]).toEqual([
      first.transaction_id,
      first.otp,
      first.otp,
    ]);
  });

  it('has the app link of the named application with the OTP in the fragment, and no link for one without', async () => {
    const identifier = `linked-${randomUUID()}`;
    expect(
      (await configuration.post('/applications', { identifier, name: 'Linked', app_link_url: 'linked://otp' })).status,
    ).toBe(201);
    const bare = `bare-${randomUUID()}`;
    expect((await configuration.post('/applications', { identifier: bare, name: 'Bare' })).status).toBe(201);
    const { otp, app_link: link } = await eventually(async () => {
      const answer = await offer({ app_id: identifier });
      return answer.app_link ? answer : undefined;
    });
    const url = new URL(link as string);
    expect([url.protocol, url.search, new URLSearchParams(url.hash.slice(1)).get('otp')]).toEqual(['linked:', '', otp]);
    for (const none of [bare, `unknown-${randomUUID()}`])
      expect((await offer({ app_id: none })).app_link).toBeUndefined();
    await configuration.remove(`/applications/${identifier}`);
  });

  // These URLs are the ones that a browser would run.
  /* oxlint-disable no-script-url */
  it.each([
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'linked://otp#here',
    'not a url',
    'data:text/html,x',
    'a b://x',
    'file:///otp',
    'blob:https://a.example/1',
    'http://bank.example/otp',
    'HTTP://bank.example/otp',
    'http://localhost/otp',
    'ws://bank.example/',
    'mailto:a@bank.example',
    'intent://otp',
    /* oxlint-enable no-script-url */
  ])('cannot have the app link %s', async (url) => {
    const answer = await configuration.post('/applications', {
      identifier: `bad-${randomUUID()}`,
      name: 'Bad',
      app_link_url: url,
    });
    expect([answer.status, answer.body.details[0].parameter]).toEqual([400, 'app_link_url']);
  });

  it.each(['https://bank.example/otp?app=1', 'com.bank.app:/otp', 'linked+otp://x'])(
    'can have the app link %s',
    async (url) => {
      const identifier = `good-${randomUUID()}`;
      const answer = await configuration.post('/applications', { identifier, name: 'Good', app_link_url: url });
      expect([answer.status, (await configuration.get(`/applications/${identifier}`)).body.app_link_url]).toEqual([
        201,
        url,
      ]);
      await configuration.remove(`/applications/${identifier}`);
    },
  );

  it('has neither QR code nor app link for another method', async () => {
    const phone = await enrollPhone(endpoints);
    const { body } = await website.initialise({
      type: 'login_with_push',
      user_id: phone.userId,
      device_id: phone.deviceId,
      callback_uri: 'https://shop.example/',
      otp_qr: 'true',
      app_id: 'northwind-id',
    });
    expect([body.auth_method, body.otp, body.otp_qr, body.app_link]).toEqual(['push', undefined, undefined, undefined]);
  });
});

describe('sixteen claims of one OTP at once', () => {
  it('succeed for one of four users, and the others get the answer to a wrong OTP', async () => {
    const phones = await Promise.all(Array.from({ length: 4 }, () => RawPhone.connect(endpoints)));
    for (const phone of phones) await phone.enrollKeys();
    const { transaction_id: id, otp } = await offer();
    const claims = await Promise.all(
      Array.from({ length: 16 }, (_, index) => phones[index % 4]!.post('/transactions/claim', { otp })),
    );
    expect(claims.filter(({ status }) => status === 200).map(({ body }) => body.transaction_id)).toEqual([id]);
    expect(claims.filter(({ body }) => body.code === 'otp_not_valid')).toHaveLength(15);
  });
});

describe('wrong OTPs of a profile', () => {
  it(
    'are limited to thirty, after which even the right one is refused; other profiles are not limited',
    { timeout: 60_000 },
    async () => {
      const [phone, other] = [await RawPhone.connect(endpoints), await RawPhone.connect(endpoints)];
      for (const one of [phone, other]) await one.enrollKeys();
      const { transaction_id: id, otp } = await offer();
      const wrong = Buffer.from(
        JSON.stringify({ transaction_id: id, otp: Buffer.alloc(16, 7).toString('base64') }),
      ).toString('base64');
      const codes = await Promise.all(
        Array.from({ length: 40 }, async () => (await phone.post('/transactions/claim', { otp: wrong })).body.code),
      );
      expect([
        codes.filter((code) => code === 'otp_not_valid').length,
        codes.filter((code) => code === 'slow_down').length,
      ]).toEqual([30, 10]);
      const late = await phone.post('/transactions/claim', { otp });
      expect([late.status, late.body.code, Number(late.headers.get('retry-after')) > 0]).toEqual([
        429,
        'slow_down',
        true,
      ]);
      expect((await other.post('/transactions/claim', { otp })).body.transaction_id).toBe(id);
    },
  );
});
