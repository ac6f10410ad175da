import { expect } from 'vitest';
import { enrollPhone } from '../../../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../../../support/enrolled-phone.ts';
import type { Ending } from '../ending.ts';
import type { Row } from '../outcome-table.ts';
import { expiresIn } from '../scene.ts';
import type { Scene } from '../scene.ts';
import { accept, acceptedEvents, fetched } from './push-cells.ts';

const initialised = 'OTP AUTH INIT SUCCESS';
const claimed = 'OTP AUTH CLAIM SUCCESS';

interface Offered {
  id: string;
  otp: string;
  common: Pick<Ending, 'transactionId' | 'method' | 'callback'>;
}

async function offer(scene: Scene, kind: 'plain' | 'short' = 'plain'): Promise<Offered> {
  const { status, body } = await scene.ask({}, kind);
  // The answer has an app link when exactly one application has one, which depends on other tests: ignore it.
  const { app_link: _, ...answer } = body;
  expect([status, answer]).toEqual([
    200,
    {
      transaction_id: expect.any(String),
      auth_method: 'otp',
      time_to_live: expiresIn[kind] * 1000,
      otp: expect.any(String),
    },
  ]);
  const id = body.transaction_id as string;
  return { id, otp: body.otp as string, common: { transactionId: id, method: 'OTP', callback: true } };
}

async function claim(scene: Scene, { id, otp }: Offered): Promise<EnrolledPhone> {
  const phone = await enrollPhone(scene.endpoints);
  expect(await phone.app.claimTransaction(phone.profile.profileId, otp)).toBe(id);
  return phone;
}

async function reject(
  scene: Scene,
  reason: 'cancelled' | 'not_me',
  outcome: 'not_accepted' | 'reported_by_user',
): Promise<Ending> {
  const offered = await offer(scene);
  const phone = await claim(scene, offered);
  expect((await phone.answer(offered.id, { decision: 'reject', reason })).outcome.status).toBe('not_authenticated');
  return {
    ...offered.common,
    userId: phone.userId,
    outcome,
    signed: { decision: 'reject', message: scene.message },
    events: [
      initialised,
      claimed,
      fetched,
      'MOBILE AUTH NOT AUTHENTICATED',
      ...(reason === 'not_me' ? ['PUSH AUTH USER FROZEN'] : []),
    ],
  };
}

/** An OTP for the same transaction with 16 other bytes. */
function forge({ id }: Offered): string {
  return Buffer.from(JSON.stringify({ transaction_id: id, otp: Buffer.alloc(16, 7).toString('base64') })).toString(
    'base64',
  );
}

export const otpRow: Row = {
  accept: async (scene) => {
    const offered = await offer(scene);
    const phone = await claim(scene, offered);
    expect((await phone.answer(offered.id, accept)).outcome.status).toBe('authenticated');
    return {
      ...offered.common,
      userId: phone.userId,
      outcome: 'authenticated',
      signed: { decision: 'accept', message: scene.message },
      events: [initialised, claimed, fetched, ...acceptedEvents],
    };
  },
  reject: (scene) => reject(scene, 'cancelled', 'not_accepted'),
  'not me': (scene) => reject(scene, 'not_me', 'reported_by_user'),
  'wrong factor, then right': async (scene) => {
    const offered = await offer(scene);
    const phone = await enrollPhone(scene.endpoints);
    const { profileId } = phone.profile;
    await expect(phone.app.claimTransaction(profileId, forge(offered))).rejects.toMatchObject({
      code: 'otp_not_valid',
    });
    expect(await phone.app.claimTransaction(profileId, offered.otp)).toBe(offered.id);
    expect((await phone.answer(offered.id, accept)).outcome.status).toBe('authenticated');
    return {
      ...offered.common,
      userId: phone.userId,
      outcome: 'authenticated',
      signed: { decision: 'accept', message: scene.message },
      events: [initialised, claimed, fetched, ...acceptedEvents],
    };
  },
  'wrong factor, then PIN': { impossible: 'It asks for no factor: an OTP is presented, and nothing stands in for it.' },
  'attempts used up': {
    impossible:
      'Wrong OTPs are counted for the profile that presents them (slow_down) and end nothing: otherwise any profile could end the transactions of others.',
  },
  expiry: async (scene) => {
    const offered = await offer(scene, 'short');
    await scene.site.result(offered.id, '?wait=60');
    const phone = await enrollPhone(scene.endpoints);
    await expect(phone.app.claimTransaction(phone.profile.profileId, offered.otp)).rejects.toMatchObject({
      code: 'otp_not_valid',
    });
    return {
      ...offered.common,
      outcome: 'expired',
      events: [initialised, 'MOBILE AUTH TRANSACTION EXPIRED', 'OTP AUTH CLAIM FAILURE'],
    };
  },
  cancel: async (scene) => {
    const offered = await offer(scene);
    const phone = await claim(scene, offered);
    await phone.app.fetchTransaction(phone.profile.profileId, offered.id);
    expect((await scene.site.cancel(offered.id)).status).toBe(204);
    await expect(phone.answer(offered.id, accept)).rejects.toMatchObject({
      code: 'transaction_closed',
      transactionStatus: 'cancelled',
    });
    return {
      ...offered.common,
      userId: phone.userId,
      outcome: 'cancelled',
      lateComers: 1,
      events: [initialised, claimed, fetched, 'MOBILE AUTH NOT AUTHENTICATED'],
    };
  },
  'provider refusal': { impossible: 'The site itself shows an OTP: no provider takes part.' },
  fallback: {
    impossible: 'An OTP names no user, so there is no user to fall back to another method for (contract section 8).',
  },
};
