import { isCountersignError } from '../../../app-sdk/index.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import type { Answer } from '../../support/website.ts';
import type { Entry } from './ledger.ts';

/** Milliseconds after which a party would have given up: a part that was killed is back long before. */
export const patience = 120_000;

/** A site that asks again until it is answered: a connection that breaks and a 5xx are no answer. */
export function untilAnswered(entry: Entry, call: () => Promise<Answer>): Promise<Answer> {
  return eventually(async () => {
    const answer = await call().catch(() => undefined);
    if (answer && answer.status < 500) return answer;
    entry.interruptions += 1;
    return undefined;
  }, patience);
}

/** An app that does the same. It refuses with what the server decided. */
export async function untilDecided<Value>(entry: Entry, call: () => Promise<Value>): Promise<Value> {
  const { value } = await eventually(async () => {
    try {
      return { value: await call() };
    } catch (error) {
      if (!isCountersignError(error, 'service_unavailable', 'network', 'unexpected_answer')) throw error;
      entry.interruptions += 1;
      return undefined;
    }
  }, patience);
  return value;
}
