import { createContext, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { usePhone } from '../phone.ts';
import { createFactors, type Factors, type Show, type Shown } from './factors.tsx';

const FactorContext = createContext<Factors | undefined>(undefined);

/** Asks for PIN or fingerprint in front of whatever is on the screen, which keeps its place, and its focus, behind it. */
export function FactorProvider({ children }: { children: ReactNode }) {
  const { app } = usePhone();
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
      setShown({ id, screen: screen({ done, failed }) });
      return promise;
    };
    return createFactors(app, show);
  }, [app]);

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

/** How a screen asks for PIN or fingerprint. */
export function useFactors(): Factors {
  const factors = useContext(FactorContext);
  if (!factors) throw new Error('No factors around this screen');
  return factors;
}
