/**
 * Outlives the command that started it for a moment: when that command ends, also by kill -9, the pipe on standard
 * input closes, and the guardian ends the processes in the command's record.
 *
 *   node dev/processes/guardian.ts DATA_FOLDER OWNER_PID OWNER_STARTED
 */
import { endOrphans } from './process-record.ts';

const [dataFolder, pid, started] = process.argv.slice(2);
if (!dataFolder || !pid || !started) throw new Error('usage: guardian.ts DATA_FOLDER OWNER_PID OWNER_STARTED');

process.stdin.resume();
process.stdin.once('close', async () => {
  await endOrphans(dataFolder, { pid: Number(pid), started });
  process.exit(0);
});
