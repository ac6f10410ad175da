/** Most characters of an external value, such as the name of a place or a program. */
const longest = 100;

/**
 * A value as one line of plain text: control characters, line breaks and what turns the direction of a line around are gone,
 * so that a value cannot pass for another part of the message.
 */
export function cleanValue(value: string | undefined): string | undefined {
  const plain = (value ?? '')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll(/[\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, '')
    .trim();
  return [...plain].slice(0, longest).join('').trimEnd() || undefined;
}
