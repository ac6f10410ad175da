/** RFC 3339, of epoch milliseconds. */
export function presentTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** The same of a time that may not have come. */
export function presentTimeOrNull(milliseconds: number | null): string | null {
  return milliseconds === null ? null : presentTime(milliseconds);
}
