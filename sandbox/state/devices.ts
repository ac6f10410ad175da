import { randomBytes } from 'node:crypto';
import { Broadcast } from './broadcast.ts';
import type { DeviceFile, DeviceRecord } from './device-file.ts';
import { createEventIds } from './event-ids.ts';
import { Ring } from './ring.ts';

const keptPushes = 200;

export interface Push {
  /** Increases with every push, also over restarts. */
  id: number;
  received_at: string;
  /** The text that the OS shows; null for a data message. */
  alert: string | null;
  content: Record<string, unknown>;
  badge?: number;
  /** `high` wakes a sleeping phone. */
  priority: 'high' | 'normal';
  /** The time of expiry; absent without one. */
  expires_at?: string;
}

export interface Delivery extends Omit<Push, 'id' | 'received_at' | 'expires_at'> {
  collapseId?: string;
  /** Epoch milliseconds of the expiry; absent = never. */
  expiresAt?: number;
}

interface KeptPush {
  push: Push;
  collapseId: string | undefined;
  expiresAt: number;
  seen: boolean;
}

interface Device {
  record: DeviceRecord;
  pushes: Ring<KeptPush>;
  arrivals: Broadcast<Push>;
}

/** The phones that are registered at the push providers, and their pushes. */
export class Devices {
  readonly #devices = new Map<string, Device>();
  readonly #file: DeviceFile;
  readonly #nextId = createEventIds();

  constructor(file: DeviceFile, records: DeviceRecord[]) {
    this.#file = file;
    for (const record of records) this.#add(record);
  }

  /** Registers a new phone with a push token in the format of its platform. */
  register(device: Pick<DeviceRecord, 'platform' | 'application' | 'bundle_id'>): DeviceRecord {
    const record = { ...device, push_token: createToken(device.platform), registered_at: new Date().toISOString() };
    this.#add(record);
    this.#file.append(record);
    return record;
  }

  /** Marks the app of a token as removed. @returns false for an unknown token. */
  unregister(token: string): boolean {
    const device = this.#devices.get(token);
    if (device === undefined) return false;
    device.record.unregistered_at ??= new Date().toISOString();
    this.#file.append(device.record);
    return true;
  }

  find(token: string): DeviceRecord | undefined {
    return this.#devices.get(token)?.record;
  }

  pushes(token: string): Push[] {
    return (
      this.#devices
        .get(token)
        ?.pushes.items()
        .map((kept) => kept.push) ?? []
    );
  }

  /** Delivers a push to the streams of a device, else keeps it until it expires or a later one with its collapse id replaces it. */
  deliver(token: string, { collapseId, expiresAt = Infinity, ...delivery }: Delivery): Push | undefined {
    const device = this.#devices.get(token);
    if (device === undefined) return undefined;
    const push = {
      id: this.#nextId(),
      received_at: new Date().toISOString(),
      ...delivery,
      ...(expiresAt === Infinity ? {} : { expires_at: new Date(expiresAt).toISOString() }),
    };
    if (collapseId !== undefined) device.pushes.remove((kept) => !kept.seen && kept.collapseId === collapseId);
    const kept = { push, collapseId, expiresAt, seen: false };
    device.pushes.push(kept);
    kept.seen = device.arrivals.publish(push) > 0;
    return push;
  }

  /**
   * Calls `listener` for every push after `lastSeenId` (without it: for undelivered pushes) and then for each new one.
   * @returns a function that stops; undefined for an unknown device.
   */
  follow(token: string, lastSeenId: number | undefined, listener: (push: Push) => void): (() => void) | undefined {
    const device = this.#devices.get(token);
    if (device === undefined) return undefined;
    for (const kept of device.pushes.items()) {
      const isDue = lastSeenId === undefined ? !kept.seen : kept.push.id > lastSeenId;
      if (!isDue || (!kept.seen && kept.expiresAt <= Date.now())) continue;
      kept.seen = true;
      listener(kept.push);
    }
    return device.arrivals.subscribe(listener);
  }

  #add(record: DeviceRecord): void {
    this.#devices.set(record.push_token, { record, pushes: new Ring(keptPushes), arrivals: new Broadcast() });
  }
}

function createToken(platform: DeviceRecord['platform']): string {
  if (platform === 'ios') return randomBytes(32).toString('hex');
  return `${randomBytes(16).toString('base64url')}:APA91b${randomBytes(100).toString('base64url')}`;
}
