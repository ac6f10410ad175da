import { parseArgs } from 'node:util';
import { startAuthenticationServer } from '../workflows/support/open-authentication.ts';
import { actionTokenActivities } from './action-token-kinds.ts';
import { allKinds } from './all-kinds.ts';
import { keptHistories, writeHistory } from './history-files.ts';
import { logoutActivities } from './logout-kinds.ts';
import { messageActivities } from './message-kinds.ts';
import { maintenanceActivities } from './maintenance-kinds.ts';
import { pingActivities } from './ping-kinds.ts';
import { pushEnrollmentActivities } from './push-enrollment-kinds.ts';

const help = `Records the histories that test/workflows/replay.unit.test.ts replays.

  node test/histories/record-histories.ts            record the kinds that have no history yet
  node test/histories/record-histories.ts --replace  record every kind anew

A history stands for workflows that are running somewhere. When a change breaks its replay, guard the change with
patched() (DESIGN.md 4.8) and add a kind; replace histories only when nothing that is running could have made them.
`;

const { values } = parseArgs({
  options: { replace: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});

if (values.help) process.stdout.write(help);
else await record(values.replace);

async function record(replace: boolean): Promise<void> {
  const kept = new Set(replace ? [] : keptHistories());
  const on = await startAuthenticationServer({
    ...pushEnrollmentActivities,
    ...maintenanceActivities,
    ...messageActivities,
    ...logoutActivities,
    ...pingActivities,
    ...actionTokenActivities,
  });
  try {
    for (const [name, kind] of Object.entries(allKinds).filter(([missing]) => !kept.has(missing))) {
      const handle = await kind(on, name);
      const history = await handle.fetchHistory();
      writeHistory(name, history);
      process.stdout.write(`${name}: ${history.events?.length} events\n`);
    }
  } finally {
    await on.server.stop();
  }
}
