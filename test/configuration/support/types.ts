import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { ConfigurationApi } from './configuration-api.ts';

export const allTypes = '/mobile-authentication-types';

export const typePath = (name: string) => `${allTypes}/${encodeURIComponent(name)}`;

export const push = (more: object = {}) => ({
  name: `push ${randomUUID()}`,
  method: 'PUSH',
  request_expires_in: 120,
  ...more,
});
export const sms = (more: object = {}) => ({
  name: `sms ${randomUUID()}`,
  method: 'SMS',
  request_expires_in: 300,
  ...more,
});
export const otp = (more: object = {}) => ({
  name: `otp ${randomUUID()}`,
  method: 'OTP',
  request_expires_in: 60,
  ...more,
});

/** Adds a type. @returns its name. */
export async function addType(api: ConfigurationApi, body: { name: string }): Promise<string> {
  const answer = await api.post(allTypes, body);
  expect([answer.status, answer.body]).toEqual([201, null]);
  return body.name;
}
