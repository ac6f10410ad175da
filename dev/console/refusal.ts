/**
 * A start that cannot go on, in one line that says what is wrong and what to do about it.
 * Commands print the message alone, without a stack trace, and end with code 1.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** A part of the stack (a process of its own) that did not come up; the message holds what it said last. */
export class PartFailure extends Error {
  override readonly name = 'PartFailure';
}

/**
 * Prints what ended a command: a refusal as its one line, a part that failed in its own words, and
 * anything else (a defect of ours) with its stack.
 */
export function printFailure(error: unknown): void {
  if (error instanceof Refusal) process.stderr.write(`\n  Cannot go on: ${error.message}\n\n`);
  else if (error instanceof PartFailure) process.stderr.write(`\n  ${error.message}\n`);
  else process.stderr.write(`\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}
