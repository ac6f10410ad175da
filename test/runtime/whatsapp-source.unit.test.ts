import { expect, it } from 'vitest';
import type { ConfigurationSnapshot } from '../../src/commands/configuration/configuration-snapshot.ts';
import type { Environment } from '../../src/config/environment.ts';
import { createWhatsAppSource } from '../../src/runtime/providers/whatsapp-source.ts';

const environment = {
  twilioAccountSid: 'AC1',
  twilioAuthToken: 'token',
  twilioWhatsAppNumber: '+447700900101',
  twilioWhatsAppTemplates: { en: 'HX1' },
  twilioUrl: 'https://twilio.example',
} as Partial<Environment> as Environment;
const ofEnvironment = {
  accountSid: 'AC1',
  authToken: 'token',
  fromNumber: '+447700900101',
  contentSids: { en: 'HX1' },
  url: 'https://twilio.example',
};
const number = { twilioWhatsAppNumber: '+31201234567', twilioWhatsAppTemplates: { nl: 'HX2' } };
const account = { twilioAccountSid: 'AC2', twilioAuthToken: 'other' };

const senderOf = (smsGateway: object | undefined, of = environment) =>
  createWhatsAppSource(of, {
    current: async () => ({ smsGateway }) as ConfigurationSnapshot,
  })();

it('sends as the environment has it while no number is configured', async () => {
  expect(await senderOf(undefined)).toEqual(ofEnvironment);
  expect(await senderOf(account)).toEqual(ofEnvironment);
});

it('sends from the configured number, by the configured account or else that of the environment', async () => {
  const configured = { ...ofEnvironment, fromNumber: '+31201234567', contentSids: { nl: 'HX2' } };
  expect(await senderOf(number)).toEqual(configured);
  expect(await senderOf({ ...number, ...account })).toEqual({ ...configured, accountSid: 'AC2', authToken: 'other' });
});

it('has no sender without an account', async () => {
  const without = { twilioUrl: environment.twilioUrl } as Environment;
  expect(await senderOf(number, without)).toBeUndefined();
  expect(await senderOf(undefined, without)).toBeUndefined();
});
