/** Scopes as a list, of the space-separated text that tokens and grants hold (RFC 6749 section 3.3). */
export function scopesOf(scope: string): string[] {
  return scope.split(' ').filter((name) => name !== '');
}
