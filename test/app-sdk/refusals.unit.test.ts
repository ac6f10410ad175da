import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { errorCatalogue } from '../../src/errors/error-catalogue.ts';
import { CountersignError, isCountersignError } from '../../app-sdk/index.ts';
import { refusal } from '../../app-sdk/transport/problem.ts';

/** Codes for which the app gets no more detail than the status gives. */
const byStatus = {
  not_found: 'unexpected_answer',
  method_not_allowed: 'unexpected_answer',
  body_too_large: 'unexpected_answer',
  unsupported_media_type: 'unexpected_answer',
  internal_error: 'unexpected_answer',
  engine_unreachable: 'service_unavailable',
  database_unreachable: 'service_unavailable',
  clock_skewed: 'service_unavailable',
} as const;
/** Codes that have another name at the token endpoint; the app uses that name. */
const asAtTokenEndpoint = { factor_proof_required: 'factor_required', user_disconnected: 'disconnected' } as const;
const renamed: Record<string, string> = { ...byStatus, ...asAtTokenEndpoint };

const document = await readFile(new URL('../../docs/app-protocol.md', import.meta.url), 'utf8');
const table = document.split('### 1.2 Errors')[1]?.split('\n## ')[0] ?? '';

const answer = (status: number, body: unknown) =>
  refusal({ status, headers: new Headers(), text: JSON.stringify(body) });

describe('refusals of the app protocol', () => {
  const ofApp = errorCatalogue.filter(({ surfaces }) => (surfaces as readonly string[]).includes('app'));

  it.each(ofApp.map(({ code, httpStatus }) => [code, httpStatus] as const))(
    '%s is mapped by its code',
    (code, httpStatus) => {
      expect(answer(httpStatus, { code }).code).toBe(renamed[code] ?? code);
    },
  );

  it.each(ofApp.map(({ code, httpStatus }) => [code, httpStatus] as const))(
    '%s is in the table of the protocol',
    (code, httpStatus) => {
      const row = table.split('\n').find((line) => line.split('|')[1]?.includes(`\`${code}\``));
      expect(row?.split('|')[2]).toContain(String(httpStatus));
    },
  );

  it.each([
    ['invalid_grant', 'factor_required', 'factor_required'],
    ['invalid_grant', 'wrong_factor_proof', 'wrong_factor_proof'],
    ['invalid_grant', 'authenticator_revoked', 'authenticator_revoked'],
    ['invalid_grant', 'disconnected', 'disconnected'],
    ['invalid_grant', 'grant request is invalid', 'invalid_grant'],
    ['invalid_request', 'invalid_factor_proof', 'invalid_factor_proof'],
    ['invalid_request', 'authenticator_disabled', 'authenticator_disabled'],
    ['unauthorized_client', 'version_disabled', 'version_disabled'],
    ['use_dpop_nonce', 'nonce is required', 'use_dpop_nonce'],
    ['__proto__', 'constructor', 'invalid_request'],
  ])('map the answer of the token endpoint: %s, %s', (error, error_description, code) => {
    expect(answer(400, { error, error_description }).code).toBe(code);
  });

  it('keep only names and numbers of a body', () => {
    const error = answer(400, {
      error: 'invalid_grant',
      error_description: 'factor_required',
      authenticators: ['pin', 5, null],
      attempts_left: '2',
    });
    expect(error).toMatchObject({ code: 'factor_required', authenticators: ['pin'], attemptsLeft: undefined });
    expect(answer(400, { error: 'invalid_grant', error_description: 'factor_required' }).authenticators).toEqual([]);
    expect(
      answer(400, { error: 'invalid_grant', error_description: 'factor_required', authenticators: 'pin' })
        .authenticators,
    ).toEqual([]);
  });

  it('narrow the type by code', () => {
    const error: unknown = new CountersignError('pin_refused', { pinProblems: ['sequence'] });
    expect(isCountersignError(error)).toBe(true);
    expect(isCountersignError(error, 'offline', 'factor_required')).toBe(false);
    if (!isCountersignError(error, 'pin_refused')) throw new Error('not narrowed');
    expect(error.pinProblems.join()).toBe('sequence');
    expect(isCountersignError(new Error('pin_refused'))).toBe(false);
  });
});
