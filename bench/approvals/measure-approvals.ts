import type { BenchEnvironment } from '../bench-environment.ts';
import type { Floor } from '../empty-workflow/floor.ts';
import { prepareFlows } from '../flows.ts';
import type { CallLatencies, Flows } from '../flows.ts';
import { measure } from '../measure.ts';
import type { Measurement } from '../measure.ts';
import { measureHistories } from './history-size.ts';
import type { ApprovalsReport } from './report.ts';
import { measureWaiters } from './waiters.ts';

const lanes = 16;

/** Whole approvals beside the empty workflow. */
export async function measureApprovals(bench: BenchEnvironment, floor: Floor, options: { seconds: number; rounds: number; say: (text: string) => void }): Promise<ApprovalsReport> {
  const { seconds, rounds, say } = options;
  say('enrolling 16 phones');
  const flows = await prepareFlows(bench, lanes);
  const others = otherFlows(flows);
  say('warming up');
  await Promise.all([floor.run(4, 3), ...[flows.approve, ...Object.values(others)].map((flow) => measure(4, 3, async (lane) => void (await flow(lane))))]);
  const report = { alone: emptyPart(), together: emptyPart(), others: {} as Record<string, Measurement[]> };
  const ids: string[] = [];
  // In turn, so that a machine that gets slower slows all.
  for (let round = 0; round < rounds; round += 1) {
    for (const [part, concurrency] of [[report.alone, 1], [report.together, lanes]] as const) {
      say(`round ${round + 1} of ${rounds}: push approvals, ${concurrency} at a time`);
      part.floor.push(await floor.run(concurrency, seconds));
      part.approvals.push(await measure(concurrency, seconds, async (lane) => void ids.push(await flows.approve(lane, part.calls))));
    }
    for (const [what, flow] of Object.entries(others)) {
      say(`round ${round + 1} of ${rounds}: ${what}, ${lanes} at a time`);
      (report.others[what] ??= []).push(await measure(lanes, seconds, async (lane) => void (await flow(lane))));
    }
  }
  say('polls');
  const finished = ids[0] as string;
  await measure(lanes, seconds / 4, () => flows.poll(finished));
  const poll = await measure(lanes, seconds, () => flows.poll(finished));
  say('polls beside 500 who wait');
  const waiters = await measureWaiters(bench, flows, finished, seconds);
  const [push, sms] = await measureHistories(bench, [ids.at(-1) as string, await flows.approveBySms(0)]);
  flows.close();
  return { ...report, poll, waiters, histories: { 'push approval with its callback': push, 'SMS approval': sms } };
}

/** What is put beside plain push. */
function otherFlows(flows: Flows): Record<string, (lane: number) => Promise<string>> {
  return { 'push approval with PIN': flows.approveWithPin, 'SMS approval': flows.approveBySms, 'OTP approval': flows.approveByOtp };
}

function emptyPart() {
  return { floor: [] as Measurement[], approvals: [] as Measurement[], calls: { init: [], fetch: [], answer: [], result: [] } as CallLatencies };
}
