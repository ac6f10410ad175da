import { describe, expect, it } from 'vitest';
import { useSandbox } from './support/running-sandbox.ts';
import { postHttps } from './support/wire-clients.ts';
import type { WireAnswer } from './support/wire-clients.ts';

const sandbox = useSandbox();

async function create(
  fields: Record<string, string>,
  change: { account?: string; authToken?: string } = {},
): Promise<WireAnswer> {
  const { account_sid: account, auth_token: authToken, from_number: from } = sandbox().credentials.twilio;
  const credentials = Buffer.from(`${account}:${change.authToken ?? authToken}`).toString('base64');
  const form = new URLSearchParams({ To: '+31612345678', From: from, Body: 'Hello', ...fields });
  const headers = { authorization: `Basic ${credentials}`, 'content-type': 'application/x-www-form-urlencoded' };
  return postHttps(
    sandbox(),
    `/2010-04-01/Accounts/${change.account ?? account}/Messages.json`,
    headers,
    form.toString(),
  );
}

describe('POST /2010-04-01/Accounts/{sid}/Messages.json', () => {
  it('queues a message', async () => {
    const { status, body } = await create({ To: '+31612345001' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      sid: expect.stringMatching(/^SM[0-9a-f]{32}$/),
      status: 'queued',
      to: '+31612345001',
      body: 'Hello',
      error_code: null,
      num_segments: '1',
      direction: 'outbound-api',
    });
    expect(await sandbox().client.messages('+31612345001')).toMatchObject([
      { sid: (body as { sid: string }).sid, body: 'Hello' },
    ]);
  });

  it('accepts an alphanumeric sender outside North America', async () => {
    expect(await create({ From: 'My Bank 1' })).toMatchObject({ status: 201 });
    expect(await create({ From: 'My Bank 1', To: '+14155550100' })).toMatchObject({
      status: 400,
      body: { code: 21612 },
    });
  });

  it.each([
    ['no recipient', { To: '' }, 21604],
    ['no sender', { From: '' }, 21603],
    ['no text', { Body: '' }, 21602],
    ['a text over 1600 characters', { Body: 'x'.repeat(1601) }, 21617],
    ['a recipient that is no number', { To: '0612345678' }, 21211],
    ['a sender number of another account', { From: '+31201234567' }, 21606],
    ['a sender that is too long', { From: 'MuchTooLongSender' }, 21212],
    ['a sender of digits only', { From: '12345' }, 21212],
  ])('refuses %s', async (_name, fields, code) => {
    const { status, body } = await create(fields);
    expect(status).toBe(400);
    expect(body).toEqual({
      code,
      message: expect.any(String),
      more_info: `https://www.twilio.com/docs/errors/${code}`,
      status: 400,
    });
  });

  it('refuses a wrong auth token and another account', async () => {
    expect(await create({}, { authToken: 'wrong' })).toMatchObject({ status: 401, body: { code: 20003, status: 401 } });
    expect(await create({}, { account: `AC${'0'.repeat(32)}` })).toMatchObject({ status: 404, body: { code: 20404 } });
  });
});
