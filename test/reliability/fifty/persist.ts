import { isCountersignError } from '../../../app-sdk/index.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import type { Answer } from '../../support/website.ts';
import type { Entry } from './ledger.ts';

/** Milliseconds after which a party gives up: a killed part is back long before, and every deadline has passed. */
export const timeoutMs = 180_000;

/** A site that repeats a call until it is answered; a broken connection and a 5xx are no answer. */
export function untilAnswered(entry: Entry, call: () => Promise<Answer>): Promise<Answer> {
  return eventually(async () => {
    const answer = await call().catch(() => undefined);
    if (answer && answer.status < 500) return answer;
    entry.interruptions += 1;
    return undefined;
  }, timeoutMs);
}

/** An app that does the same. It rejects with the server's decision. */
export async function untilDecided<Value>(entry: Entry, call: () => Promise<Value>): Promise<Value> {
  const { value } = await eventually(async () => {
    try {
      return { value: await call() };
    } catch (error) {
      if (!isCountersignError(error, 'service_unavailable', 'network', 'unexpected_answer')) throw error;
      entry.interruptions += 1;
      return undefined;
    }
  }, timeoutMs);
  return value;
}
