/** Where a provider sends browsers back to: each has an address of its own, so that one cannot answer for another (RFC 9700 section 4.4.2). */
export function callbackAddress(publicUrl: string, providerId: string): string {
  return `${publicUrl}/authentication/sso/${providerId}/callback`;
}
