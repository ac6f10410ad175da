import { beforeAll, describe, expect, it } from 'vitest';
import { enrollPhone } from '../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { basic } from '../support/website.ts';
import { rest } from '../users/support/rest.ts';
import { namedPhone, websiteVersions } from './support/versions.ts';
import type { WebsiteVersion } from './support/versions.ts';

const { endpoints } = useStack();
let phone: EnrolledPhone;

beforeAll(async () => {
  phone = await enrollPhone(endpoints);
});

/** Initialises a push with a message of these bytes, inserted into the form unchanged. */
async function ask(version: WebsiteVersion, message: Buffer | string, charset = '', field = 'message') {
  const known = new URLSearchParams({
    type: 'login_with_push',
    user_id: phone.userId,
    callback_uri: `${endpoints.sandbox}/callbacks/charset`,
    ...namedPhone(version, phone.deviceId),
  });
  const response = await fetch(`${endpoints.api}/oauth/api/${version}/authenticate/user`, {
    method: 'POST',
    headers: {
      authorization: basic(endpoints.clients.mobile_authentication),
      'content-type': `application/x-www-form-urlencoded${charset}`,
    },
    body: Buffer.concat([Buffer.from(`${known}&${field}=`), Buffer.from(message)]),
  });
  // The tests assert on the members of the body.
  // oxlint-disable-next-line typescript/no-explicit-any
  return { status: response.status, body: (await response.json()) as any };
}

const latin1 = Buffer.from('café', 'latin1');

describe.each(websiteVersions)('line 10: text that is no UTF-8, %s', (version) => {
  it.each([
    ['percent-encoded', 'caf%E9'],
    ['raw', latin1],
    ['truncated', 'caf%C3'],
    ['a lone surrogate', '%ED%A0%80'],
  ])('is 1003 when it is %s', async (_, message) => {
    const { status, body } = await ask(version, message);
    expect([status, body.error, body.error_code, body.parameter]).toEqual([400, 'invalid_request', '1003', 'message']);
    expect(body.error_description).toContain('charset');
  });

  it.each([
    ['percent-encoded in ISO-8859-1', 'caf%E9', ';charset=ISO-8859-1'],
    ['raw in ISO-8859-1', latin1, '; charset=iso-8859-1'],
    ['percent-encoded in UTF-8', 'caf%C3%A9', ';charset=UTF-8'],
    ['raw in UTF-8', Buffer.from('café'), ''],
  ])('is decoded when it is %s', async (_, message, charset) => {
    const init = await ask(version, message, charset);
    expect(init.status).toBe(200);
    const { shown } = await phone.answer(init.body.transaction_id);
    expect(shown.message).toBe('café');
  });

  it('is 1003 when it is not in the named charset, and 415 when the charset is unknown', async () => {
    expect((await ask(version, 'caf%E9', ';charset=us-ascii')).body.error_code).toBe('1003');
    for (const charset of [';charset=utf-16', ';charset=klingon'])
      expect((await ask(version, 'cafe', charset)).status).toBe(415);
  });

  it('keeps a percent sign that encodes nothing', async () => {
    const init = await ask(version, '100%+sure%3F');
    const { shown } = await phone.answer(init.body.transaction_id);
    expect(shown.message).toBe('100% sure?');
  });
});

describe('line 10: a URL that is no UTF-8', () => {
  it('is refused when an enrolment code is requested', async () => {
    const { status, body } = await rest('GET', '/v1/otp/caf%E9');
    expect([status, body.error, body.parameter]).toEqual([400, 'invalid_request', 'path']);
  });

  it('is refused when events are searched', async () => {
    const { status, body } = await rest('GET', '/v1/events?user_id=caf%E9', { client: 'administration' });
    expect([status, body.code, body.details[0].parameter]).toEqual([400, 'invalid_request', 'query']);
  });
});
