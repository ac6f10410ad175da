import { describe, expect, it } from 'vitest';
import { createReceipt } from '../../src/domain/tokens/consents/consent-receipt.ts';
import type { ReceiptSubject } from '../../src/domain/tokens/consents/consent-receipt.ts';

const decision: ReceiptSubject = {
  id: '01930000-0000-7000-8000-000000000000',
  event: 'granted',
  at: new Date('2026-12-01T10:00:00Z'),
  userId: 'anna',
  client: { id: 'shop', name: 'Shop', uri: null, policyUri: null },
  scopes: [
    { resource: null, name: 'email', granted: true },
    { resource: null, name: 'profile', granted: false },
  ],
  claims: ['email', 'loyalty_number'],
  definitions: [{ claimType: 'loyalty_number', scope: 'email' }],
  textVersion: 'v1',
  language: 'en',
  decidedBy: 'you',
  textOf: ({ name }) => `the text of ${name}`,
};

interface Process {
  'dct:identifier'?: string;
  'dpv:hasPersonalData': { 'dct:identifier': string }[];
}
const processesOf = (changes: Partial<ReceiptSubject>) => {
  const receipt = createReceipt('https://login.example/oauth', { ...decision, ...changes }, decision.at);
  const { 'dpv:hasProcess': processes } = receipt['dpv:hasRecordOfActivity'] as { 'dpv:hasProcess': Process[] };
  return processes.map((one) => [
    one['dct:identifier'],
    one['dpv:hasPersonalData'].map(({ 'dct:identifier': name }) => name),
  ]);
};

describe('the receipt of a decision', () => {
  it('names the claims of each scope that was granted', () => {
    expect(processesOf({})).toEqual([
      ['email', ['email', 'loyalty_number']],
      ['profile', []],
    ]);
  });

  it('still names a claim whose definition was deleted since, or is of another scope', () => {
    const changed = [
      [],
      [{ claimType: 'loyalty_number', scope: 'phone' }],
      [{ claimType: 'loyalty_number', scope: 'profile' }],
    ];
    for (const definitions of changed)
      expect(processesOf({ definitions })).toEqual([
        ['email', ['email']],
        ['profile', []],
        [undefined, ['loyalty_number']],
      ]);
  });
});
