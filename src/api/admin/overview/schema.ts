import { z } from 'zod';
import type { DaySummary } from '../../../commands/mobile-authentication/list/summarise-day.ts';
import { channelHealth } from '../../health/health-routes.ts';
import { presentTime } from '../time.ts';

const count = z.number().int();

export const overviewAnswer = z.object({
  open: count.describe('Transactions that are open now.'),
  callbacks: z
    .object({
      owed: count.describe('Callbacks that are owed now.'),
      failed: count.describe('Callbacks of transactions of the last 24 hours that were given up.'),
    })
    .describe('Deliveries of callbacks.'),
  hours: z
    .array(
      z.object({
        starts_at: z.string().describe('Beginning of the hour (RFC 3339).'),
        approved: count.describe('Started in it, and approved.'),
        refused: count.describe('Started in it, and refused or reported by the user.'),
        expired: count.describe('Started in it, and not answered in time.'),
        failed: count.describe('Started in it, and ended without an approval for any other reason.'),
        open: count.describe('Started in it, and open.'),
        fell_back: count.describe('Of all these: those that went on by another method than the first.'),
        sign_ins: count.describe('Sign-ins of people that were completed in it.'),
        failed_sign_ins: count.describe('Sign-ins of people that ended in it without success.'),
      }),
    )
    .describe('The last 24 hours, oldest first; the last one is not over.'),
  channels: channelHealth.describe('The channels that were used in the last hour.'),
});

export function presentSummary({ open, callbacksOwed, callbacksFailed, hours }: DaySummary) {
  return {
    open,
    callbacks: { owed: callbacksOwed, failed: callbacksFailed },
    hours: hours.map((hour) => ({
      starts_at: presentTime(hour.startsAt),
      approved: hour.approved,
      refused: hour.refused,
      expired: hour.expired,
      failed: hour.failed,
      open: hour.open,
      fell_back: hour.fellBack,
      sign_ins: hour.signIns,
      failed_sign_ins: hour.failedSignIns,
    })),
  };
}
