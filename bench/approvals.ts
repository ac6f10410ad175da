import type { BenchEnvironment } from './bench-environment.ts';
import type { Floor } from './empty-workflow/floor.ts';
import { prepareFlows } from './flows.ts';
import type { CallLatencies, Flows } from './flows.ts';
import { measureHistories } from './history-size.ts';
import { measure, summarise } from './measure.ts';
import type { Measurement } from './measure.ts';
import type { ApprovalsReport } from './report.ts';

const lanes = 16;

/** Whole approvals beside the empty workflow. */
export async function measureApprovals(bench: BenchEnvironment, floor: Floor, options: { seconds: number; rounds: number; say: (text: string) => void }): Promise<ApprovalsReport> {
  const { seconds, rounds, say } = options;
  say('enrolling 16 phones');
  const flows = await prepareFlows(bench, lanes);
  say('warming up');
  await Promise.all([floor.run(4, 3), measure(4, 3, async (lane) => void (await flows.approve(lane)))]);
  const report: ApprovalsReport = {
    alone: { floor: [], approvals: [], calls: emptyCalls() },
    together: { floor: [], approvals: [], calls: emptyCalls() },
    sms: await smsOf(flows, options),
    poll: emptyMeasurement(),
    histories: {},
  };
  const ids: string[] = [];
  const smsId = await flows.approveBySms(0);
  // In turn, so that a machine that gets slower slows both.
  for (let round = 0; round < rounds; round += 1) {
    for (const [part, concurrency] of [[report.alone, 1], [report.together, lanes]] as const) {
      say(`round ${round + 1} of ${rounds}: ${concurrency} at a time`);
      part.floor.push(await floor.run(concurrency, seconds));
      part.approvals.push(await measure(concurrency, seconds, async (lane) => void ids.push(await flows.approve(lane, part.calls))));
    }
  }
  say('polls');
  report.poll = await measure(lanes, seconds, () => flows.poll(ids[0] as string));
  const [push, sms] = await measureHistories(bench, [ids.at(-1) as string, smsId]);
  report.histories = { 'push approval with its callback': push, 'SMS approval': sms };
  return report;
}

async function smsOf(flows: Flows, { seconds, say }: { seconds: number; say: (text: string) => void }): Promise<Measurement> {
  say('text messages, 16 at a time');
  return measure(lanes, seconds, async (lane) => void (await flows.approveBySms(lane)));
}

function emptyCalls(): CallLatencies {
  return { init: [], fetch: [], answer: [], result: [] };
}

function emptyMeasurement(): Measurement {
  return summarise([], 1);
}
