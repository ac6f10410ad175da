import type { Platform, PushDevice } from './sandbox-client.ts';

const DEVICE = 'northwind-id.push-device';
const LAST_PUSH = 'northwind-id.last-push';
const DESCRIPTION = 'northwind-id.description';
const NUMBER = 'northwind-id.number';
const FINISHED = 'northwind-id.finished';
const DEFAULT_NUMBER = '+31612345678';

/** What this phone is called and is. */
export interface PhoneDescription {
  deviceName: string;
  platform: Platform;
}

/** What the page itself remembers; nothing of it is secret (keys and tokens are in the app SDK's storage). */
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
  number: () => localStorage.getItem(NUMBER) ?? DEFAULT_NUMBER,
  keepNumber: (number: string) => localStorage.setItem(NUMBER, number),
  /** Profiles whose setup came to its end: what is switched off later is no setup that was interrupted. */
  finished: () => JSON.parse(localStorage.getItem(FINISHED) ?? '[]') as string[],
  keepFinished: (profileId: string) => localStorage.setItem(FINISHED, JSON.stringify([...new Set([...phoneMemory.finished(), profileId])])),
  /** The number stays: it is the person's, not the app's. */
  forget() {
    for (const name of [DEVICE, LAST_PUSH, DESCRIPTION, FINISHED]) localStorage.removeItem(name);
  },
};
