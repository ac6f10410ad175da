import { ApplicationFailure, proxySinks } from '@temporalio/workflow';
import type { Sinks } from '@temporalio/workflow';

/** The sink for refused updates: a validator cannot start activities, and a refused update is not in the history. */
export interface ForgerySinks extends Sinks {
  forgeries: {
    note(forgery: { id: string; update: string; reason: string }): void;
  };
}

export const { forgeries } = proxySinks<ForgerySinks>();

/** The failure type of a forged update. */
const forgedType = 'invalid_answer';

export function forgedUpdate(reason: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(`A forged update: ${reason}`, forgedType);
}

export function isForgedUpdate(error: unknown): boolean {
  return error instanceof ApplicationFailure && error.type === forgedType;
}
