/** Characters. Below it a password can be guessed from a stolen hash, whatever it is made of (NIST SP 800-63B). */
export const shortestPassword = 12;
export const longestPassword = 256;
/** Different characters: "aaaaaaaaaaaa" has one. */
const fewestCharacters = 5;

/**
 * What is wrong with a new password: `too_short`, `too_long`, `too_simple` or `contains_username`; undefined = nothing. No
 * rule asks for kinds of characters: that makes passwords predictable, not strong.
 */
export function weaknessOf(password: string, username: string): string | undefined {
  const characters = [...password.normalize('NFKC')];
  if (characters.length < shortestPassword) return 'too_short';
  if (characters.length > longestPassword) return 'too_long';
  if (new Set(characters).size < fewestCharacters) return 'too_simple';
  if (username.length >= 3 && password.toLowerCase().includes(username.toLowerCase())) return 'contains_username';
  return undefined;
}
