/** Path of the device API: the devices of a user. */
export function devicesOf(userId: string, version: 'v3' | 'v4' = 'v4'): string {
  return `/${version}/users/${encodeURIComponent(userId)}/devices`;
}
