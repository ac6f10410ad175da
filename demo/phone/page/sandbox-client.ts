import { followEvents } from './follow-events.ts';
import { SandboxProblem } from './human-words.ts';

export type Platform = 'android' | 'ios';

/** This installation at the push service. */
export interface PushDevice {
  token: string;
  platform: Platform;
}

/** A push as the operating system hands it to the app. */
export interface Push {
  /** Grows with every push. */
  id: number;
  content: Record<string, string>;
}

export interface TextMessage {
  id: number;
  from: string;
  body: string;
  received_at: string;
}

export type Sandbox = ReturnType<typeof createSandboxClient>;

/** The world outside a phone, as the sandbox plays it: a push service and a mobile network. */
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
    /** Whether the push service (still) knows this token. */
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
    /** Pushes after `lastSeen`, those missed first; returns how to stop. */
    listenForPushes: (token: string, lastSeen: number, onPush: (push: Push) => void) =>
      listen<Push>(`${device(token)}/stream`, 'push', lastSeen, onPush),
    /** All text messages to a number, then each as it comes; returns how to stop. */
    listenForMessages: (to: string, onMessage: (message: TextMessage) => void) =>
      listen<TextMessage>(`/messages/stream?to=${encodeURIComponent(to)}`, 'message', 0, onMessage),
  };
}
