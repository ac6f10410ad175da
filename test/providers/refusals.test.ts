import { describe, expect, it } from 'vitest';
import { ExchangeError } from '../../src/providers/connection/exchange.ts';
import { presentApnsFailure } from '../../src/providers/push/apns-refusal.ts';
import { presentFcmFailure } from '../../src/providers/push/fcm-refusal.ts';
import { presentTwilioFailure } from '../../src/providers/sms/twilio-refusal.ts';

describe('a refusal of FCM', () => {
  it('with 404 removes no enrolment unless it says UNREGISTERED', () => {
    const data = { error: { code: 404, status: 'NOT_FOUND', message: 'Requested entity was not found.' } };
    const error = { code: 'messaging/registration-token-not-registered', httpResponse: { status: 404, data } };
    expect(presentFcmFailure(error)).toEqual({ status: 'refused', code: 'rejected', detail: 'fcm: 404 NOT_FOUND' });
  });

  it('with 403 is unauthorised, but rejected for a token of another project', () => {
    const failure = (errorCode: string): object => ({
      httpResponse: { status: 403, data: { error: { status: 'PERMISSION_DENIED', details: [{ errorCode }] } } },
    });
    expect(presentFcmFailure(failure('SENDER_ID_MISMATCH'))).toMatchObject({ code: 'rejected' });
    expect(presentFcmFailure(failure('OTHER'))).toMatchObject({ code: 'unauthorised' });
  });

  it('has only known codes in its detail', () => {
    const data = { error: { status: 'token abc is bad', details: [{ errorCode: 'x y' }, null] } };
    expect(presentFcmFailure({ httpResponse: { status: 400, data } })).toEqual({
      status: 'refused',
      code: 'rejected',
      detail: 'fcm: 400',
    });
  });
});

describe('a refusal of APNs', () => {
  it('has only a reason code in its detail', () => {
    expect(presentApnsFailure({ status: 400, response: { reason: 'token ab12 is bad' } })).toEqual({
      status: 'refused',
      code: 'rejected',
      detail: 'apns: 400',
    });
  });
});

describe('a refusal of Twilio', () => {
  it.each([
    ['a 502 of a proxy in between', { status: 502 }, { code: 'unavailable', retryable: false, tryNextSender: false }],
    ['a 503 of a proxy in between', { status: 503 }, { code: 'unavailable', retryable: false, tryNextSender: false }],
    ['a 503 of Twilio', { status: 503, code: 20503 }, { code: 'unavailable', retryable: true, tryNextSender: false }],
    ['a 400 without a code', { status: 400 }, { code: 'invalid_answer', retryable: false, tryNextSender: false }],
    [
      'a sender of another account',
      { status: 400, code: 21606 },
      { code: 'rejected', retryable: false, tryNextSender: true },
    ],
    [
      'a region that is not allowed',
      { status: 403, code: 21408 },
      { code: 'rejected', retryable: false, tryNextSender: true },
    ],
    [
      'a suspended account',
      { status: 403, code: 20005 },
      { code: 'unauthorised', retryable: false, tryNextSender: false },
    ],
    [
      'a text that is too long',
      { status: 400, code: 21617 },
      { code: 'rejected', retryable: false, tryNextSender: false },
    ],
    [
      'no connection',
      new ExchangeError('connection', 'ECONNREFUSED', false),
      { code: 'connection', retryable: true, tryNextSender: false },
    ],
    [
      'a lost answer',
      new ExchangeError('timeout', 'ETIMEDOUT', true),
      { code: 'timeout', retryable: false, tryNextSender: false },
    ],
    [
      'an unreadable success',
      new SyntaxError('Unexpected token'),
      { code: 'invalid_answer', retryable: false, tryNextSender: false },
    ],
  ])('is classified for %s', (_name, error, expected) => {
    expect(presentTwilioFailure(error)).toMatchObject(expected);
  });
});
