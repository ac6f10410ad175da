import type { ReactNode } from 'react';
import { isCountersignError, type CountersignApp, type Factor } from '../../../../app-sdk/index.ts';
import { ChoosePinScreen } from './choose-pin-screen.tsx';
import { FactorPrompt } from './factor-prompt.tsx';
import { cancelled, type FactorRequest } from './factor-request.ts';

/** A screen above all others, until its action has ended. */
export interface Shown {
  id: symbol;
  screen: ReactNode;
  /** Ends it with `factor_cancelled`. */
  cancel: () => void;
}

/** Shows a screen until its action succeeds or fails. */
export type Show = <T>(
  screen: (end: { done: (value: T) => void; failed: (error: unknown) => void }) => ReactNode,
) => Promise<T>;

/** Actions that need the user. They reject with `factor_cancelled` on cancellation, or with the server's refusal. */
export interface Factors {
  /** Asks the user for a factor. */
  ask: (request: FactorRequest) => Promise<void>;
  /** Acts with the PIN only, also while the tokens are valid. */
  withPin: (profileId: string, purpose: string, run: (pin: string) => Promise<void>) => Promise<void>;
  /** Runs an action that may need new tokens: if so, asks the user for a factor and runs it again. */
  unlocking: <T>(profileId: string, purpose: string, run: () => Promise<T>) => Promise<T>;
  /** Lets the user choose a PIN. @param otherwise label of the way on without one, which returns undefined */
  choosePin: (otherwise: string) => Promise<string | undefined>;
}

export function createFactors(app: CountersignApp, show: Show): Factors {
  const ask = (request: FactorRequest) =>
    show<void>(({ done, failed }) => (
      <FactorPrompt request={request} onEnd={(error) => (error === undefined ? done() : failed(error))} />
    ));
  return {
    ask,
    withPin: (profileId, purpose, run) =>
      ask({
        purpose,
        kinds: ['pin'],
        use: async (factor) => {
          if (factor.kind !== 'pin') throw cancelled();
          await freshen(app, profileId, factor);
          await run(factor.pin);
        },
      }),
    unlocking: async (profileId, purpose, run) => {
      try {
        return await run();
      } catch (error) {
        if (!isCountersignError(error, 'factor_required')) throw error;
        const kinds = error.authenticators.includes('fingerprint')
          ? (['fingerprint', 'pin'] as const)
          : (['pin'] as const);
        await ask({ purpose, kinds, use: (factor) => app.unlock(profileId, factor) });
        return await run();
      }
    },
    choosePin: (otherwise) =>
      show<string | undefined>(({ done }) => (
        <ChoosePinScreen onPin={done} otherwise={{ label: otherwise, onClick: () => done(undefined) }} />
      )),
  };
}

/** Gets new tokens if they have expired. Tries a small request first, because deriving the key of a PIN is slow. */
async function freshen(app: CountersignApp, profileId: string, factor: Factor): Promise<void> {
  try {
    await app.authenticators(profileId);
  } catch (error) {
    if (!isCountersignError(error, 'factor_required')) throw error;
    await app.unlock(profileId, factor);
  }
}
