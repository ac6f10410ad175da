const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Follows server-sent events from the one after `lastSeen` until the returned function is called. A lost stream is opened
 * again after pauses that grow while nobody answers (those of EventSource itself never do).
 */
export function followEvents(
  addressAfter: (lastSeen: string) => URL,
  { event, lastSeen, onEvent }: { event: string; lastSeen: number; onEvent: (data: string) => void },
): () => void {
  let seen = String(lastSeen);
  let failures = 0;
  let stream: EventSource;
  let timer: ReturnType<typeof setTimeout>;

  const open = () => {
    stream = new EventSource(addressAfter(seen));
    stream.addEventListener('open', () => (failures = 0));
    stream.addEventListener('error', () => {
      stream.close();
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures++);
      // Not all phones at the same moment.
      timer = setTimeout(open, pause * (0.5 + Math.random() / 2));
    });
    stream.addEventListener(event, (message: MessageEvent<string>) => {
      seen = message.lastEventId;
      onEvent(message.data);
    });
  };
  open();
  return () => {
    clearTimeout(timer);
    stream.close();
  };
}
