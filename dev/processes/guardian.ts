/**
 * Outlives the command that started it by a moment: when that command is gone (kill -9 included) the pipe on standard
 * input closes, and the guardian ends what the command's record says it left running.
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
