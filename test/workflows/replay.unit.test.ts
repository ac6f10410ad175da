import '../support/quiet-temporal.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { allKinds } from '../histories/all-kinds.ts';
import { keptHistories, readHistory } from '../histories/history-files.ts';
import { currentWorkflowBundle } from '../support/time-skipping-server.ts';
import { findBrokenReplays } from './support/replay.ts';

const names = keptHistories();
let workflowBundle: { code: string };

beforeAll(async () => void (workflowBundle = await currentWorkflowBundle()));

function named(name: string, history: unknown = readHistory(name)) {
  return { workflowId: name, history };
}

/** All that can be read in a history, its payloads opened. */
function textOf(name: string): string {
  return JSON.stringify(readHistory(name)).replaceAll(/"data":"([^"]+)"/g, (_, data: string) => Buffer.from(data, 'base64').toString());
}

describe('the histories that are kept', () => {
  it('are one for each kind of finished workflow, each to its end', () => {
    expect(names).toEqual(expect.arrayContaining(Object.keys(allKinds)));
    for (const name of names) expect([name, readHistory(name).events.at(-1)?.['eventType']]).toEqual([name, 'EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED']);
  });

  it.each(names)('%s replays on the workflows as they are now', async (name) => {
    expect(await findBrokenReplays(workflowBundle, [named(name)])).toEqual([]);
  });

  it('replay one after another in one worker', async () => {
    expect(await findBrokenReplays(workflowBundle, names.map((name) => named(name)))).toEqual([]);
  });

  it.each(names)('%s holds ids only, and nothing of the machine it was recorded on', (name) => {
    const text = textOf(name);
    expect(text).not.toMatch(/binary\/encrypted|node_modules|file:\/\/|\/home\/|\.ts:\d|\+\d{8,}/);
    expect(new Set(text.match(/"identity":"[^"]*"/g))).toEqual(new Set(['"identity":"recorder"']));
  });
});

describe('a history that the workflows no longer fit', () => {
  const changed = {
    'another activity': { from: 'dispatchPush', to: 'dispatchPigeon' },
    'another order': { from: 'recordOutcome', to: 'recordAttempt' },
  };

  it.each(Object.entries(changed))('is found and named: %s', async (_, { from, to }) => {
    const opened = JSON.stringify(readHistory('push-approved')).replaceAll(/"data":"([^"]+)"/g, (whole, data: string) => {
      const text = Buffer.from(data, 'base64').toString();
      return text.includes(from) ? `"data":"${Buffer.from(text.replaceAll(from, to)).toString('base64')}"` : whole;
    });
    const broken = await findBrokenReplays(workflowBundle, [named('push-refused'), named('push-approved', JSON.parse(opened)), named('push-expired')]);
    expect(broken).toEqual([expect.stringMatching(/^push-approved: /)]);
  });

  it('is found and named: it ended otherwise', async () => {
    const { events } = readHistory('push-approved');
    const cut = { events: events.filter((event) => event['eventType'] !== 'EVENT_TYPE_TIMER_STARTED') };
    expect(await findBrokenReplays(workflowBundle, [named('push-approved', cut)])).toEqual([expect.stringMatching(/^push-approved: /)]);
  });
});
