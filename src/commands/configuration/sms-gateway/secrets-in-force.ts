/** A secret and, until its day is over, the one before it: what is signed may be signed with either. */
export function secretsInForce(current: string | null | undefined, former: string | null | undefined, formerUntil: Date | null | undefined, now: Date): string[] {
  const isFormerGood = formerUntil ? now < formerUntil : false;
  return [current, isFormerGood ? former : undefined].filter((secret) => typeof secret === 'string');
}
