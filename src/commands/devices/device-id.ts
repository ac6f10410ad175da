/** `device_id` is 64 hexadecimal digits. Everything else is no device, and no text that PostgreSQL has to see. */
export function isDeviceId(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}
