import { createContext, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useBack } from '../back.ts';
import { usePhone } from '../phone.ts';
import { cancelled } from './factor-request.ts';
import { createFactors, type Factors, type Show, type Shown } from './factors.tsx';

const FactorContext = createContext<Factors | undefined>(undefined);

/** Shows prompts for PIN or fingerprint above the current screen, which keeps its state and focus. */
export function FactorProvider({ children }: { children: ReactNode }) {
  const { app, sensor } = usePhone();
  const [shown, setShown] = useState<Shown>();
  const before = useRef<HTMLElement>(null);

  const factors = useMemo(() => {
    const show: Show = (screen) => {
      if (document.activeElement instanceof HTMLElement) before.current = document.activeElement;
      const { promise, resolve, reject } = Promise.withResolvers<never>();
      const id = Symbol('screen');
      const close = () => setShown((now) => (now?.id === id ? undefined : now));
      const done = (value: unknown) => {
        close();
        resolve(value as never);
      };
      const failed = (error: unknown) => {
        close();
        reject(error);
      };
      const cancel = () => {
        sensor.dismiss();
        failed(cancelled());
      };
      setShown({ id, screen: screen({ done, failed }), cancel });
      return promise;
    };
    return createFactors(app, show);
  }, [app, sensor]);
  useBack(shown !== undefined, () => shown?.cancel());

  useEffect(() => {
    if (!shown) before.current?.focus();
  }, [shown]);
  return (
    <FactorContext value={factors}>
      <div style={{ display: shown ? 'none' : 'contents' }}>{children}</div>
      {shown?.screen}
    </FactorContext>
  );
}

/** The prompts for PIN and fingerprint. */
export function useFactors(): Factors {
  const factors = useContext(FactorContext);
  if (!factors) throw new Error('No factors around this screen');
  return factors;
}
