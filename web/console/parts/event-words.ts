/** Letters that stand for a name, and stay as they are. */
const names = /\b(api|sms|otp|oauth|pin|id|ip|sso|dpop|saml|url)\b/g;

/** The name of an event as a sentence begins: `MOBILE AUTH AUTHENTICATED` is `Mobile auth authenticated`. */
export function eventWords(name: string): string {
  const words = name
    .toLowerCase()
    .replaceAll('_', ' ')
    .replaceAll(names, (short) => short.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
}
