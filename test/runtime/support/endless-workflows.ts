/** Never yields its thread. */
export async function endless(): Promise<void> {
  for (;;);
}

/** Ends at once. */
export async function quick(): Promise<string> {
  return 'done';
}
