import { activityInfo } from '@temporalio/activity';
import type { MobileAuthenticationActivities } from '../../../src/activities/mobile-authentication/create-activities.ts';

type Activities = MobileAuthenticationActivities;
type Name = keyof Activities;
type Work<Of extends Name> = Parameters<Activities[Of]>[0];

/** One call of an activity by the workflow. */
export interface Call<Of extends Name = Name> {
  name: Of;
  work: Work<Of>;
  /** 1 for the first try. */
  attempt: number;
  local: boolean;
  /** Epoch milliseconds on the server's clock when this try was scheduled. */
  scheduledAt: number;
}

/** The answer to the first recording of an outcome. */
export function closedBy({ outcome }: Work<'recordOutcome'>): Awaited<ReturnType<Activities['recordOutcome']>> {
  return { outcome, isFirst: true };
}

/** How activities behave for one transaction; absent ones succeed. */
export type Behaviour = { [Of in Name]?: (work: Work<Of>, attempt: number) => ReturnType<Activities[Of]> };

const well: Required<Behaviour> = {
  dispatchPush: async () => ({ sent: true }),
  dispatchSms: async () => ({ sent: true }),
  offerOtp: async () => ({ sent: true }),
  recordOutcome: async (work) => closedBy(work),
  recordAttempt: async () => undefined,
  deliverCallback: async () => undefined,
  recordCallbackFailure: async () => undefined,
};

/**
 * Activities of mobile authentications that record their calls. They replace the environment of the workflow, so that
 * a fault can occur at an exact place; the real activities have their own tests.
 */
export class RecordedActivities {
  readonly #behaviours = new Map<string, Behaviour>();
  readonly #calls = new Map<string, Call[]>();

  behave(transactionId: string, behaviour: Behaviour): void {
    this.#behaviours.set(transactionId, behaviour);
  }

  /** Every call for a transaction in order, or those of one activity. */
  calls<Of extends Name>(transactionId: string, name?: Of): Call<Of>[] {
    const calls = this.#calls.get(transactionId) ?? [];
    return calls.filter((call) => !name || call.name === name) as Call<Of>[];
  }

  get activities(): Activities {
    return {
      dispatchPush: this.#recorded('dispatchPush'),
      dispatchSms: this.#recorded('dispatchSms'),
      offerOtp: this.#recorded('offerOtp'),
      recordOutcome: this.#recorded('recordOutcome'),
      recordAttempt: this.#recorded('recordAttempt'),
      deliverCallback: this.#recorded('deliverCallback'),
      recordCallbackFailure: this.#recorded('recordCallbackFailure'),
    };
  }

  #recorded<Of extends Name>(name: Of): Activities[Of] {
    const record = (work: Work<Of>) => {
      const { attempt, isLocal: local, currentAttemptScheduledTimestampMs: scheduledAt } = activityInfo();
      const calls = this.#calls.get(work.transactionId) ?? [];
      this.#calls.set(work.transactionId, [...calls, { name, work, attempt, local, scheduledAt }]);
      const behave = (this.#behaviours.get(work.transactionId)?.[name] ?? well[name]) as NonNullable<Behaviour[Of]>;
      return behave(work, attempt);
    };
    return record as Activities[Of];
  }
}
