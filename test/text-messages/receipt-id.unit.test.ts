import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { receiptIdOf, receiptIdPattern, transactionIdOf } from '../../src/domain/messages/text-messages/receipt-id.ts';

describe('the id of a receipt', () => {
  it('consists of transaction, step and send, and can be parsed', () => {
    const transactionId = randomUUID();
    const id = receiptIdOf({ transactionId, step: 1, send: 2 });
    expect(id).toBe(`${transactionId}:1:2`);
    expect([receiptIdPattern.test(id), transactionIdOf(id)]).toEqual([true, transactionId]);
  });

  it.each([
    '',
    ':0:0',
    `${randomUUID()}:0`,
    `${randomUUID()}:0:0:0`,
    `${randomUUID()}:a:0`,
    `${randomUUID()}:0:1000`,
    ` ${randomUUID()}:0:0`,
  ])('does not match %j', (text) => {
    expect(receiptIdPattern.test(text)).toBe(false);
  });
});
