/** Milliseconds for which a processor has worked for this thread: what else the machine does takes none of it. */
export function cpuTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
