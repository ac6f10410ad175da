/** SQL for a time as epoch milliseconds; null stays null. */
export function epoch(column: string): string {
  return `floor(extract(epoch from ${column}) * 1000)::float8`;
}
