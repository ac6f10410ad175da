/**
 * A start that is not possible, in one line with the reason and advice.
 * Commands print only the message, without a stack trace, and end with code 1.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** A part of the stack (a separate process) that did not start; the message is the reason with its last output. */
export class PartFailure extends Error {
  override readonly name = 'PartFailure';
  /** One clause, without a full stop. */
  readonly reason: string;
  /** The end of its log; empty when it was not started. */
  readonly words: string;

  constructor(reason: string, words = '') {
    super(`${reason}. ${words}`.trimEnd());
    this.reason = reason;
    this.words = words;
  }
}

/**
 * Prints what ended a command: a refusal as one line, a failed part with its output, and
 * any other error (a defect of ours) with its stack trace.
 */
export function printFailure(error: unknown): void {
  if (error instanceof Refusal) process.stderr.write(`\n  Cannot go on: ${error.message}\n\n`);
  else if (error instanceof PartFailure) process.stderr.write(`\n  ${error.message}\n`);
  else process.stderr.write(`\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}
