import type { Behaviour, Provider } from '../../../sandbox/state/behaviours.ts';
import type { ReceivedCallback } from '../../../sandbox/state/callbacks.ts';
import type { DeviceRecord } from '../../../sandbox/state/device-file.ts';
import type { Push } from '../../../sandbox/state/devices.ts';
import type { Mail, MailSummary } from '../../../sandbox/state/mails.ts';
import type { LoggedRequest } from '../../../sandbox/state/request-log.ts';
import type { TextMessage } from '../../../sandbox/state/text-messages.ts';

/** A client of the sandbox's control interface. */
export interface SandboxClient {
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  register(device: Pick<DeviceRecord, 'platform' | 'application' | 'bundle_id'>): Promise<string>;
  unregister(token: string): Promise<void>;
  pushes(token: string): Promise<Push[]>;
  messages(to: string): Promise<TextMessage[]>;
  /** The mails of a mailbox with their content, oldest first. */
  mails(to: string): Promise<Mail[]>;
  behave(provider: Provider, behaviour: Behaviour): Promise<void>;
  requests(
    provider: Provider,
    addressee?: { token: string } | { to: string },
  ): Promise<{ count: number; requests: LoggedRequest[] }>;
  callbacks(name: string): Promise<{ count: number; requests: ReceivedCallback[] }>;
}

export function createSandboxClient(controlUrl: string): SandboxClient {
  const request: SandboxClient['request'] = (method, path, body, headers = {}) =>
    fetch(`${controlUrl}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const json = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await request(method, path, body);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  };
  return {
    request,
    register: async (device) => ((await json('POST', '/devices', device)) as DeviceRecord).push_token,
    unregister: async (token) => void (await json('DELETE', `/devices/${token}`)),
    pushes: async (token) => ((await json('GET', `/devices/${token}/pushes`)) as { pushes: Push[] }).pushes,
    messages: async (to) =>
      ((await json('GET', `/messages?${new URLSearchParams({ to })}`)) as { messages: TextMessage[] }).messages,
    mails: async (to) => {
      const { mails } = (await json('GET', `/mails?${new URLSearchParams({ to })}`)) as { mails: MailSummary[] };
      return Promise.all(mails.map(async ({ id }) => (await json('GET', `/mails/${id}`)) as Mail));
    },
    behave: async (provider, behaviour) => void (await json('PUT', `/behaviour/${provider}`, behaviour)),
    requests: async (provider, addressee) =>
      (await json('GET', `/requests/${provider}?${new URLSearchParams(addressee)}`)) as Awaited<
        ReturnType<SandboxClient['requests']>
      >,
    callbacks: async (name) =>
      (await json('GET', `/callbacks/${name}`)) as Awaited<ReturnType<SandboxClient['callbacks']>>,
  };
}
