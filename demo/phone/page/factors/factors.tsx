import type { ReactNode } from 'react';
import { isCountersignError, type CountersignApp, type Factor } from '../../../../app-sdk/index.ts';
import { ChoosePinScreen } from './choose-pin-screen.tsx';
import { FactorPrompt } from './factor-prompt.tsx';
import { cancelled, type FactorRequest } from './factor-request.ts';

/** A screen in front of all others, while something waits for its end. */
export interface Shown {
  id: symbol;
  screen: ReactNode;
}

/** Shows a screen until it is done or failed. */
export type Show = <T>(screen: (end: { done: (value: T) => void; failed: (error: unknown) => void }) => ReactNode) => Promise<T>;

/** What needs the person. All of it rejects with `factor_cancelled` when they would not, or with what the server said. */
export interface Factors {
  /** Asks the person to prove to be there. */
  ask: (request: FactorRequest) => Promise<void>;
  /** Does with the PIN what only the PIN allows, whether or not the tokens have lapsed. */
  withPin: (profileId: string, purpose: string, run: (pin: string) => Promise<void>) => Promise<void>;
  /** Runs what may need fresh tokens; when it does, the person is asked first, and it is run once more. */
  unlocking: <T>(profileId: string, purpose: string, run: () => Promise<T>) => Promise<T>;
  /** Has a PIN chosen. @param otherwise what leads on without one; then it is undefined */
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
        const kinds = error.authenticators.includes('fingerprint') ? (['fingerprint', 'pin'] as const) : (['pin'] as const);
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

/** Gets new tokens when the old ones have run out. Asked first, by a small request: every use of a PIN stretches it anew, which takes a while. */
async function freshen(app: CountersignApp, profileId: string, factor: Factor): Promise<void> {
  try {
    await app.authenticators(profileId);
  } catch (error) {
    if (!isCountersignError(error, 'factor_required')) throw error;
    await app.unlock(profileId, factor);
  }
}
