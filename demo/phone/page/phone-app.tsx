import { useCallback, useEffect, useState } from 'react';
import type { AppState } from '../../../app-sdk/index.ts';
import { takeCodeFromAddress } from './enrollment-code.ts';
import { PhoneHome } from './home/phone-home.tsx';
import { usePhone } from './phone.ts';
import { isUnfinished } from './setup/run-setup.ts';
import { SetupScreen } from './setup/setup-screen.tsx';

/** Setup until an account is connected and reachable; then the home screen. */
export function PhoneApp() {
  const { app, pushes } = usePhone();
  const [state, setState] = useState<AppState>();
  const [code, setCode] = useCodeFromAddress();
  const [adding, setAdding] = useState(false);

  const refresh = useCallback(async () => setState(await app.state()), [app]);
  useEffect(() => {
    pushes.open();
    void refresh();
  }, [pushes, refresh]);

  if (!state) return null;
  const unfinished = state.profiles.find(isUnfinished);
  const isNew = state.profiles.length === 0;
  if (isNew || unfinished || adding || code !== undefined) {
    const leave = () => {
      setCode(undefined);
      setAdding(false);
      void refresh();
    };
    return (
      <SetupScreen
        key={code ?? 'typed'}
        code={code}
        unfinished={unfinished}
        registered={state.registered}
        others={state.profiles.filter((profile) => profile !== unfinished)}
        onDone={leave}
        onCancel={isNew || unfinished ? undefined : leave}
      />
    );
  }
  return <PhoneHome state={state} onChange={refresh} onAddAccount={() => setAdding(true)} />;
}

/** A code in the URL of the page, also when it changes while the page is open. */
function useCodeFromAddress() {
  const [code, setCode] = useState(takeCodeFromAddress);
  useEffect(() => {
    const take = () => setCode((before) => takeCodeFromAddress() ?? before);
    window.addEventListener('hashchange', take);
    return () => window.removeEventListener('hashchange', take);
  }, []);
  return [code, setCode] as const;
}
