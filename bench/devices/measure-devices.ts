import type { BenchEnvironment } from '../bench-environment.ts';
import type { Floor } from '../empty-workflow/floor.ts';
import { measure } from '../measure.ts';
import type { Measurement } from '../measure.ts';
import { measureNewPhones, preparePushEnrollments } from './enrollments.ts';
import type { NewPhones } from './enrollments.ts';
import { measureEventCost } from './event-cost.ts';
import type { EventCost } from './event-cost.ts';
import { measureLookups } from './lookups.ts';
import type { Lookups } from './lookups.ts';

/** What the life of a phone costs, and what is asked about it. */
export interface DevicesReport {
  alone: NewPhones;
  together: NewPhones;
  pushEnrollment: { floor: Measurement[]; enrollments: Measurement[] };
  lookups: Lookups;
  eventCost: EventCost;
}

const lanes = 16;

/** @param users how many were seeded; lookups need them. */
export async function measureDevices(
  bench: BenchEnvironment,
  floor: Floor,
  users: number,
  options: { seconds: number; rounds: number; say: (text: string) => void },
): Promise<DevicesReport> {
  const { seconds, rounds, say } = options;
  say('warming up with new phones');
  await measureNewPhones(bench, 4, 2);
  say('new phones, 1 at a time');
  const alone = await measureNewPhones(bench, 1, seconds);
  say('new phones, 16 at a time');
  const together = await measureNewPhones(bench, lanes, seconds);
  const enroll = await preparePushEnrollments(bench, lanes);
  const pushEnrollment: DevicesReport['pushEnrollment'] = { floor: [], enrollments: [] };
  await Promise.all([floor.run(4, 2), measure(4, 2, async (lane) => void (await enroll(lane)))]);
  // In turn, so that a machine that gets slower slows both.
  for (let round = 0; round < rounds; round += 1) {
    say(`push enrolments beside the empty workflow, round ${round + 1} of ${rounds}`);
    pushEnrollment.floor.push(await floor.run(lanes, seconds));
    pushEnrollment.enrollments.push(await measure(lanes, seconds, async (lane) => void (await enroll(lane))));
  }
  say('introspection, lists of devices and of events');
  const lookups = await measureLookups(bench, users, lanes, seconds);
  say('what an event costs');
  return { alone, together, pushEnrollment, lookups, eventCost: await measureEventCost(bench) };
}
