import type { Platform, PushDevice } from './sandbox-client.ts';

const DEVICE = 'northwind-id.push-device';
const LAST_PUSH = 'northwind-id.last-push';
const DESCRIPTION = 'northwind-id.description';
const NUMBER = 'northwind-id.number';
const FINISHED = 'northwind-id.finished';
const LAST_READ = 'northwind-id.last-read-message';

/** The name and platform of this phone. */
export interface PhoneDescription {
  deviceName: string;
  platform: Platform;
}

/** The data that the page itself stores; none is secret (keys and tokens are in the app SDK's storage). */
export const phoneMemory = {
  pushDevice(): PushDevice | undefined {
    const kept = localStorage.getItem(DEVICE);
    return kept === null ? undefined : (JSON.parse(kept) as PushDevice);
  },
  keepPushDevice: (device: PushDevice) => localStorage.setItem(DEVICE, JSON.stringify(device)),
  description(): PhoneDescription {
    const kept = localStorage.getItem(DESCRIPTION);
    return kept === null ? { deviceName: 'My phone', platform: 'android' } : (JSON.parse(kept) as PhoneDescription);
  },
  keepDescription: ({ deviceName, platform }: PhoneDescription) =>
    localStorage.setItem(DESCRIPTION, JSON.stringify({ deviceName, platform })),
  lastPush: () => Number(localStorage.getItem(LAST_PUSH) ?? 0),
  keepLastPush: (id: number) => localStorage.setItem(LAST_PUSH, String(id)),
  /** A number in addition to those of the accounts. */
  number: () => localStorage.getItem(NUMBER) ?? '',
  /** Id of the newest text message that was read. */
  lastReadMessage: () => Number(localStorage.getItem(LAST_READ) ?? 0),
  keepLastReadMessage: (id: number) => localStorage.setItem(LAST_READ, String(id)),
  keepNumber: (number: string) => localStorage.setItem(NUMBER, number),
  /** Profiles with a completed setup: a feature that is off later does not mean an interrupted setup. */
  finished: () => JSON.parse(localStorage.getItem(FINISHED) ?? '[]') as string[],
  keepFinished: (profileId: string) =>
    localStorage.setItem(FINISHED, JSON.stringify([...new Set([...phoneMemory.finished(), profileId])])),
  /** Keeps the number and the read messages, which belong to the user and not to the app. */
  forget() {
    for (const name of [DEVICE, LAST_PUSH, DESCRIPTION, FINISHED]) localStorage.removeItem(name);
  },
};
