/** Segments of a text message, which a provider bills and a phone joins. */
export interface Segmentation {
  encoding: 'GSM-7' | 'UCS-2';
  /** Septets, or code units of 16 bits. */
  length: number;
  segments: number;
}

/** 3GPP TS 23.038 section 6.2.1: the default alphabet, one septet each. */
const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** Section 6.2.1.1: behind an escape, two septets each. */
const extension = '\f^{}\\[~]|€';
const septetsOf = new Map<string, number>([
  ...[...basic].map((character) => [character, 1] as const),
  ...[...extension].map((character) => [character, 2] as const),
]);

/** 140 octets hold this much, and less beside the header that joins segments (3GPP TS 23.040 section 9.2.3.24.1). */
const room = { 'GSM-7': { alone: 160, joined: 153 }, 'UCS-2': { alone: 70, joined: 67 } } as const;

/**
 * Encoding, length and number of segments of a text. Neither an escape nor a surrogate pair is torn apart over two segments, so
 * each can cost a unit at a segment's end.
 */
export function segmentsOf(text: string): Segmentation {
  const characters = [...text];
  const encoding = characters.every((character) => septetsOf.has(character)) ? 'GSM-7' : 'UCS-2';
  const sizes = characters.map((character) =>
    encoding === 'GSM-7' ? (septetsOf.get(character) as number) : character.length,
  );
  const length = sizes.reduce((sum, size) => sum + size, 0);
  const { alone, joined } = room[encoding];
  return { encoding, length, segments: length <= alone ? 1 : countJoined(sizes, joined) };
}

/** Description for an event, without the text. */
export function describeSegments({ encoding, segments }: Segmentation): string {
  return `${encoding}, ${segments} ${segments === 1 ? 'segment' : 'segments'}`;
}

function countJoined(sizes: readonly number[], capacity: number): number {
  let segments = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > capacity) {
      segments += 1;
      used = 0;
    }
    used += size;
  }
  return segments;
}
