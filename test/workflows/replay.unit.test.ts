import '../support/quiet-temporal.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { allKinds } from '../histories/all-kinds.ts';
import { keptHistories, readHistory } from '../histories/history-files.ts';
import { currentWorkflowBundle } from '../support/time-skipping-server.ts';
import { findBrokenReplays } from './support/replay.ts';

const names = keptHistories();
let workflowBundle: { code: string };
/** One line for each kept history that does not replay. One worker replays all, because starting one is slow. */
let outdated: string[];

beforeAll(async () => {
  workflowBundle = await currentWorkflowBundle();
  outdated = await findBrokenReplays(
    workflowBundle,
    names.map((name) => named(name)),
  );
});

function named(name: string, history: unknown = readHistory(name)) {
  return { workflowId: name, history };
}

/** The text of a history with decoded payloads. */
function textOf(name: string): string {
  return JSON.stringify(readHistory(name)).replaceAll(/"data":"([^"]+)"/g, (_, data: string) =>
    Buffer.from(data, 'base64').toString(),
  );
}

describe('the kept histories', () => {
  it('include each kind of finished workflow, recorded to its end', () => {
    expect(names).toEqual(expect.arrayContaining(Object.keys(allKinds)));
    for (const name of names)
      expect([name, readHistory(name).events.at(-1)?.['eventType']]).toEqual([
        name,
        'EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED',
      ]);
  });

  it.each(names)('include %s, which replays on the current workflows', (name) => {
    expect(outdated.filter((line) => line.startsWith(`${name}: `))).toEqual([]);
  });

  it('replay in sequence in one worker', () => {
    expect(outdated).toEqual([]);
  });

  it.each(names)('contain in %s only ids, and no data of the machine that recorded it', (name) => {
    const text = textOf(name);
    expect(text).not.toMatch(/binary\/encrypted|node_modules|file:\/\/|\/home\/|\.ts:\d|\+\d{8,}/);
    expect(new Set(text.match(/"identity":"[^"]*"/g))).toEqual(new Set(['"identity":"recorder"']));
  });
});

describe('a history that does not fit the workflows', () => {
  const changed = {
    'another activity': { from: 'dispatchPush', to: 'dispatchPigeon' },
    'another order': { from: 'recordOutcome', to: 'recordAttempt' },
  };

  it.each(Object.entries(changed))('is reported with its name: it has %s', async (_, { from, to }) => {
    const opened = JSON.stringify(readHistory('push-approved')).replaceAll(
      /"data":"([^"]+)"/g,
      (whole, data: string) => {
        const text = Buffer.from(data, 'base64').toString();
        return text.includes(from) ? `"data":"${Buffer.from(text.replaceAll(from, to)).toString('base64')}"` : whole;
      },
    );
    const broken = await findBrokenReplays(workflowBundle, [
      named('push-refused'),
      named('push-approved', JSON.parse(opened)),
      named('push-expired'),
    ]);
    expect(broken).toEqual([expect.stringMatching(/^push-approved: /)]);
  });

  it('is reported with its name: it ends in another way', async () => {
    const { events } = readHistory('push-approved');
    const cut = { events: events.filter((event) => event['eventType'] !== 'EVENT_TYPE_TIMER_STARTED') };
    expect(await findBrokenReplays(workflowBundle, [named('push-approved', cut)])).toEqual([
      expect.stringMatching(/^push-approved: /),
    ]);
  });
});
