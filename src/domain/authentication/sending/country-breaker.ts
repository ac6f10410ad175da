/** To how many people of a country codes were sent in the last hour, and from how many of them one came back. */
export interface CountryCounts {
  sent: number;
  verified: number;
}

/** Fewer say nothing: a country that is seldom used. */
const fewest = 50;
/** Of codes that people asked for themselves, far more come back. */
const leastShare = 0.2;

/**
 * Whether nothing more is sent to a country for now. Codes that are asked for and never typed are how traffic is pumped to numbers that
 * an attacker earns by.
 */
export function isBroken({ sent, verified }: CountryCounts): boolean {
  return sent >= fewest && verified < sent * leastShare;
}
