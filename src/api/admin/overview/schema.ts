import { z } from 'zod';
import type { DaySummary, SummarisedHour } from '../../../commands/mobile-authentication/list/summarise-day.ts';
import { channelHealth } from '../../health/health-routes.ts';
import { presentTime } from '../time.ts';

const count = z.number().int();

/** What was started in one part of a span of time. */
const part = z.object({
  starts_at: z.string().describe('Beginning of the part (RFC 3339).'),
  approved: count.describe('Started in it, and approved.'),
  refused: count.describe('Started in it, and refused or reported by the user.'),
  expired: count.describe('Started in it, and not answered in time.'),
  failed: count.describe('Started in it, and ended without an approval for any other reason.'),
  open: count.describe('Started in it, and open.'),
  fell_back: count.describe('Of all these: those that went on by another method than the first.'),
  sign_ins: count.describe('Sign-ins of people that were completed in it.'),
  failed_sign_ins: count.describe('Sign-ins of people that ended in it without success.'),
});

export const historyQuery = z.strictObject({
  range: z.enum(['7d', '30d']).describe('How far back: 7 days in parts of six hours, or 30 days.'),
});

export const historyAnswer = z.object({
  part_seconds: z.number().int().describe('Length of a part.'),
  parts: z.array(part).describe('The parts, oldest first; the last one is not over. A minute old at the most.'),
});

export const overviewAnswer = z.object({
  open: count.describe('Transactions that are open now.'),
  callbacks: z
    .object({
      owed: count.describe('Callbacks that are owed now.'),
      failed: count.describe('Callbacks of transactions of the last 24 hours that were given up.'),
    })
    .describe('Deliveries of callbacks.'),
  hours: z.array(part).describe('The last 24 hours, oldest first; the last one is not over.'),
  channels: channelHealth.describe('The channels that were used in the last hour.'),
});

export function presentSummary({ open, callbacksOwed, callbacksFailed, hours }: DaySummary) {
  return {
    open,
    callbacks: { owed: callbacksOwed, failed: callbacksFailed },
    hours: hours.map(presentPart),
  };
}

export function presentPart({ startsAt, fellBack, signIns, failedSignIns, ...counted }: SummarisedHour) {
  return {
    starts_at: presentTime(startsAt),
    ...{ approved: counted.approved, refused: counted.refused, expired: counted.expired },
    ...{ failed: counted.failed, open: counted.open, fell_back: fellBack },
    ...{ sign_ins: signIns, failed_sign_ins: failedSignIns },
  };
}
