import { SandboxProblem } from './human-words.ts';

export type Platform = 'android' | 'ios';

/** This installation at the push service. */
export interface PushDevice {
  token: string;
  platform: Platform;
}

/** A push as the operating system passes it to the app. */
export interface Push {
  /** Increases with every push. */
  id: number;
  content: Record<string, string>;
}

export interface TextMessage {
  /** Increases with every message. */
  id: number;
  to: string;
  from: string;
  body: string;
  received_at: string;
}

export type Sandbox = ReturnType<typeof createSandboxClient>;

/** The services outside a phone, which the sandbox simulates: a push service and a mobile network. */
export function createSandboxClient(origin: string) {
  const get = async <T>(path: string, init?: RequestInit): Promise<T> => {
    try {
      const answer = await fetch(new URL(path, origin), init);
      if (answer.ok) return (await answer.json()) as T;
    } catch {
      // told below
    }
    throw new SandboxProblem(path);
  };
  const listen = <T>(path: string, event: string, lastSeen: number, onEvent: (data: T) => void): (() => void) => {
    const addressAfter = (seen: string) => {
      const address = new URL(path, origin);
      address.searchParams.set('last_event_id', seen);
      return address;
    };
    return followEvents(addressAfter, { event, lastSeen, onEvent: (data) => onEvent(JSON.parse(data) as T) });
  };
  const device = (token: string) => `/devices/${encodeURIComponent(token)}`;

  return {
    async registerDevice(platform: Platform, application: string): Promise<PushDevice> {
      const body = JSON.stringify({ platform, application });
      const headers = { 'content-type': 'application/json' };
      const { push_token: token } = await get<{ push_token: string }>('/devices', { method: 'POST', headers, body });
      return { token, platform };
    },
    /** Whether the push service knows this token. */
    async knowsDevice(token: string): Promise<boolean> {
      const { status } = await fetch(new URL(device(token), origin)).catch(() => {
        throw new SandboxProblem('devices');
      });
      return status === 200;
    },
    removeDevice: (token: string) =>
      fetch(new URL(device(token), origin), { method: 'DELETE' }).then(
        () => undefined,
        () => undefined,
      ),
    /** Pushes after `lastSeen`, missed ones first; returns a function that stops. */
    listenForPushes: (token: string, lastSeen: number, onPush: (push: Push) => void) =>
      listen<Push>(`${device(token)}/stream`, 'push', lastSeen, onPush),
    /** All text messages to some numbers, then each new one; returns a function that stops. */
    listenForMessages: (numbers: readonly string[], onMessage: (message: TextMessage) => void) => {
      const query = new URLSearchParams(numbers.map((number) => ['to', number]));
      return listen<TextMessage>(`/messages/stream?${query}`, 'message', 0, onMessage);
    },
  };
}

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Follows server-sent events after `lastSeen` until the returned function is called. A lost stream is reopened after
 * pauses that grow while the server does not answer, unlike those of EventSource.
 */
function followEvents(
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
      // Random, so that phones do not reconnect all at once.
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
