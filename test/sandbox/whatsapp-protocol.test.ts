import { describe, expect, it } from 'vitest';
import { useSandbox } from './support/running-sandbox.ts';
import { postHttps } from './support/wire-clients.ts';
import type { WireAnswer } from './support/wire-clients.ts';

const sandbox = useSandbox();

async function create(fields: Record<string, string>): Promise<WireAnswer> {
  const { twilio, whatsapp } = sandbox().credentials;
  const form = new URLSearchParams({
    To: 'whatsapp:+31612340100',
    From: `whatsapp:${whatsapp.from_number}`,
    ContentSid: whatsapp.content_sids.en,
    ContentVariables: '{"1":"482913"}',
    ...fields,
  });
  const authorization = `Basic ${Buffer.from(`${twilio.account_sid}:${twilio.auth_token}`).toString('base64')}`;
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
  return postHttps(sandbox(), `/2010-04-01/Accounts/${twilio.account_sid}/Messages.json`, headers, form.toString());
}

/** Sends a message. @returns its status callback, received under `name`. */
async function reportOf(name: string, fields: Record<string, string>): Promise<URLSearchParams> {
  const statusUrl = `${sandbox().controlUrl}/callbacks/${name}`;
  expect(await create({ ...fields, StatusCallback: statusUrl })).toMatchObject({ status: 201 });
  return await expect
    .poll(async () => (await sandbox().client.callbacks(name)).requests[0])
    .toBeDefined()
    .then(async () => new URLSearchParams((await sandbox().client.callbacks(name)).requests[0]!.body));
}

describe('a WhatsApp message to POST Messages.json', () => {
  it('arrives as the template in its language, with its code', async () => {
    expect(await create({ To: 'whatsapp:+31612340101' })).toMatchObject({
      status: 201,
      body: { sid: expect.stringMatching(/^SM[0-9a-f]{32}$/), to: 'whatsapp:+31612340101', status: 'queued' },
    });
    await create({ To: 'whatsapp:+31612340101', ContentSid: sandbox().credentials.whatsapp.content_sids.nl });
    expect(await sandbox().client.messages('+31612340101')).toMatchObject([
      { channel: 'whatsapp', code: '482913', body: expect.stringMatching(/^482913 is your verification code/) },
      { channel: 'whatsapp', code: '482913', body: expect.stringMatching(/^482913 is je verificatiecode/) },
    ]);
  });

  it.each([
    ['to a number of another channel', { To: '+31612340100' }, 21910],
    ['to an invalid number', { To: 'whatsapp:0612340100' }, 21211],
    ['from an unknown sender', { From: 'whatsapp:+31201234567' }, 63007],
    ['by an unknown template', { ContentSid: `HX${'0'.repeat(32)}` }, 21655],
    ['with variables that are not JSON', { ContentVariables: '1=482913' }, 21656],
    ['with an additional variable', { ContentVariables: '{"1":"482913","2":"x"}' }, 21656],
    ['with a sentence as its code', { ContentVariables: '{"1":"win a prize"}' }, 21656],
  ])('is refused %s', async (_, fields, code) => {
    expect(await create(fields)).toMatchObject({ status: 400, body: { code } });
  });

  it('is reported as delivered', async () => {
    const report = await reportOf('whatsapp-delivered', { To: 'whatsapp:+31612340102' });
    expect(Object.fromEntries(report)).toMatchObject({ MessageStatus: 'delivered', To: 'whatsapp:+31612340102' });
  });

  it('is accepted and reported as undelivered for a number without WhatsApp, and without a template', async () => {
    await sandbox().client.behave('twilio', { mode: 'unregistered', to: '+31612340103', times: 1 });
    const unknown = await reportOf('whatsapp-unknown', { To: 'whatsapp:+31612340103' });
    expect([unknown.get('MessageStatus'), unknown.get('ErrorCode')]).toEqual(['undelivered', '63024']);
    const words = { To: 'whatsapp:+31612340103', ContentSid: '', ContentVariables: '', Body: 'Hello' };
    const freeform = await reportOf('whatsapp-freeform', words);
    expect([freeform.get('MessageStatus'), freeform.get('ErrorCode')]).toEqual(['undelivered', '63016']);
    expect(await sandbox().client.messages('+31612340103')).toEqual([]);
  });
});
