import type { IncomingHttpHeaders } from 'node:http';
import type { Delivery, Devices } from '../state/devices.ts';
import type { ApnsReason } from './apns-reasons.ts';

const payloadLimit = 4096;
const collapseIdLimit = 64;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const pushTypes = new Set([
  'alert',
  'background',
  'location',
  'voip',
  'complication',
  'fileprovider',
  'mdm',
  'liveactivity',
  'pushtotalk',
  'widgets',
  'controls',
]);
const priorities = new Set(['1', '5', '10']);

interface Payload {
  aps?: { alert?: string | { title?: string; body?: string }; badge?: number };
  [key: string]: unknown;
}

/** The reason why APNs refuses the headers of a request; undefined when they are valid. */
export function checkHeaders(headers: IncomingHttpHeaders): ApnsReason | undefined {
  const header = (name: string): string | undefined => headers[name] as string | undefined;
  if (header('apns-topic') === undefined) return 'MissingTopic';
  // Apple requires the push type since watchOS 6; without it alerts may be dropped, so the sandbox requires it always.
  if (!pushTypes.has(header('apns-push-type') ?? '')) return 'InvalidPushType';
  if (!priorities.has(header('apns-priority') ?? '10')) return 'BadPriority';
  if (!/^\d+$/.test(header('apns-expiration') ?? '0')) return 'BadExpirationDate';
  if (!uuid.test(header('apns-id') ?? crypto.randomUUID())) return 'BadMessageId';
  return Buffer.byteLength(header('apns-collapse-id') ?? '') > collapseIdLimit ? 'BadCollapseId' : undefined;
}

/** The reason why APNs refuses the device; undefined when the push can be delivered. */
export function checkDevice(token: string, topic: string, devices: Devices): ApnsReason | undefined {
  const device = devices.find(token);
  if (device?.platform !== 'ios') return 'BadDeviceToken';
  if (device.unregistered_at !== undefined) return 'Unregistered';
  return device.bundle_id !== undefined && device.bundle_id !== topic ? 'DeviceTokenNotForTopic' : undefined;
}

/** Reads a payload, or returns the reason why APNs refuses it. */
export function readPayload(body: string): Payload | ApnsReason {
  if (body === '') return 'PayloadEmpty';
  if (Buffer.byteLength(body) > payloadLimit) return 'PayloadTooLarge';
  try {
    const payload = JSON.parse(body) as Payload | null;
    return typeof payload?.aps === 'object' && payload.aps !== null ? payload : 'PayloadEmpty';
  } catch {
    return 'PayloadEmpty';
  }
}

export function toDelivery({ aps, ...content }: Payload, headers: IncomingHttpHeaders): Delivery {
  const alert = typeof aps?.alert === 'object' ? (aps.alert.body ?? aps.alert.title) : aps?.alert;
  const collapseId = headers['apns-collapse-id'];
  const expiration = headers['apns-expiration'];
  return {
    alert: alert ?? null,
    content,
    ...(aps?.badge === undefined ? {} : { badge: aps.badge }),
    priority: (headers['apns-priority'] ?? '10') === '10' ? 'high' : 'normal',
    ...(typeof collapseId === 'string' ? { collapseId } : {}),
    ...(expiration === undefined ? {} : { expiresAt: Number(expiration) * 1000 }),
  };
}
