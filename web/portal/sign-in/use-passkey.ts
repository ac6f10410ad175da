import { useCallback, useEffect, useRef, useState } from 'react';
import type { AuthenticationResponseJSON } from '@simplewebauthn/browser';
import { authenticate, type Flow, type PasskeyChallenge } from '../api/flow.ts';
import type { ScreenProps } from './parts/screen-props.ts';
import { Problem } from '../api/request.ts';
import { offers } from './which-screen.ts';

export interface Passkey {
  isSupported: boolean;
  /** Why a passkey that was chosen in the field did not help. */
  problem: unknown;
  /** Shows the browser's dialog, and the answer to the server. */
  use: () => Promise<void>;
}

type Props = Pick<ScreenProps, 'flow' | 'act' | 'take'>;

/** The library is loaded when a passkey can be used, not with the page. */
const library = () => import('@simplewebauthn/browser');

/** A passkey, asked for by a button, or with `autofill` offered among the names that the browser fills in. */
export function usePasskey({ flow, act, take }: Props, { autofill }: { autofill: boolean }): Passkey {
  const isSupported = 'PublicKeyCredential' in window;
  const [problem, setProblem] = useState<unknown>();
  const latest = useRef({ act, take });
  latest.current = { act, take };
  const isOffered = isSupported && offers(flow, 'passkey');

  useEffect(() => {
    if (!autofill || !isOffered) return undefined;
    const left = { isLeft: false };
    void offerInField(latest.current, left).catch((error: unknown) => left.isLeft || setProblem(error));
    return () => {
      left.isLeft = true;
      void library().then(({ WebAuthnAbortService }) => WebAuthnAbortService.cancelCeremony());
    };
  }, [autofill, isOffered]);

  const use = useCallback(async () => {
    await latest.current.take(async (current) => {
      const asked = await authenticate(current.session_id, 'passkey', {});
      const assertion = await askBrowser(asked, false).catch((error: unknown) => {
        // Closed by the person, or left open too long: browsers tell no page which.
        throw new Problem('passkey_cancelled', undefined, error);
      });
      return authenticate(asked.session_id, 'passkey', { assertion });
    });
  }, []);
  return { isSupported, problem, use };
}

/**
 * Waits behind the field until a passkey is chosen in it; ends without a word when another way is taken, and when there is nothing to
 * offer: the person has not asked for a passkey yet.
 */
async function offerInField({ act }: Pick<Props, 'act'>, left: { isLeft: boolean }): Promise<void> {
  const { browserSupportsWebAuthnAutofill } = await library();
  if (!(await browserSupportsWebAuthnAutofill()) || left.isLeft) return;
  const asked: { flow?: Flow } = {};
  await act(async ({ session_id }) => (asked.flow = await authenticate(session_id, 'passkey', {}))).catch(() => {});
  if (!asked.flow || left.isLeft) return;
  const assertion = await askBrowser(asked.flow, true).catch(() => undefined);
  if (assertion !== undefined && !left.isLeft)
    await act(({ session_id }) => authenticate(session_id, 'passkey', { assertion }));
}

async function askBrowser(flow: Flow, useBrowserAutofill: boolean): Promise<AuthenticationResponseJSON> {
  const { startAuthentication } = await library();
  const { public_key: optionsJSON } = flow.challenge as PasskeyChallenge;
  return startAuthentication({ optionsJSON, useBrowserAutofill });
}
