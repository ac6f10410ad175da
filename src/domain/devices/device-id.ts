/** `device_id` is 64 hexadecimal digits. Other text is no device and is not looked up. */
export function isDeviceId(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}
