/** What a process holds, in bytes. */
export interface ProcessMemory {
  resident: number;
  /** The least that was seen: what is left when the collector has just been. */
  heap: number;
}

const interval = 1_000;

/** Watches the memory of the API and its worker, which are one process here, by the metrics they publish. */
export function watchMemory(operationsUrl: string) {
  let samples: ProcessMemory[] = [];
  const timer = setInterval(() => {
    sample(operationsUrl).then(
      (seen) => samples.push(seen),
      () => undefined,
    );
  }, interval);
  return {
    /** What was seen since the last time. */
    take: async (): Promise<ProcessMemory> => {
      const seen = [...samples, await sample(operationsUrl)];
      samples = [];
      return {
        resident: Math.max(...seen.map(({ resident }) => resident)),
        heap: Math.min(...seen.map(({ heap }) => heap)),
      };
    },
    stop: () => clearInterval(timer),
  };
}

async function sample(operationsUrl: string): Promise<ProcessMemory> {
  const text = await (await fetch(`${operationsUrl}/metrics`, { signal: AbortSignal.timeout(10_000) })).text();
  return { resident: figure(text, 'process_resident_memory_bytes'), heap: figure(text, 'nodejs_heap_size_used_bytes') };
}

function figure(text: string, name: string): number {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  if (!line) throw new Error(`No ${name} in the metrics`);
  return Number(line.slice(name.length));
}
