import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAttempt } from '../../design/feedback/use-attempt.ts';
import { authenticate, type AuthMethod, type Credentials, type Flow } from '../api/flow.ts';
import { EndedScreen } from './flow-ended.tsx';
import type { Problem } from '../api/request.ts';
import type { FollowedFlow } from './use-flow.ts';
import { ChooseScreen } from './screens/choose-screen.tsx';
import { CodeScreen } from './screens/code-screen.tsx';
import { CompletingScreen } from './screens/completing-screen.tsx';
import { IdentifyScreen } from './screens/identify-screen.tsx';
import { MethodScreen } from './screens/method-screen.tsx';
import { NewPasswordScreen } from './screens/new-password-screen.tsx';
import { NoWayScreen } from './screens/no-way-screen.tsx';
import { PhoneScreen } from './screens/phone-screen.tsx';
import type { ScreenProps } from './parts/screen-props.ts';
import { beginning, firstStep, whichScreen, type Screen, type Step } from './which-screen.ts';

interface SignInScreensProps {
  flow: Flow;
  act: FollowedFlow['act'];
  onRestart: () => void;
  /** Why an identity provider led back here without a factor. */
  failure: Problem | undefined;
}

/** One screen at a time, chosen by the flow and by what the person did on this page. */
export function SignInScreens({ flow, act, onRestart, failure }: SignInScreensProps) {
  const [step, setStep] = useState<Step>(() => beginning(flow));
  const [remember, setRemember] = useChoice('remember', flow.session_id);
  const [trust, setTrust] = useChoice('trust', flow.session_id);
  const attempt = useAttempt(failure);
  const { attempt: run, forget } = attempt;
  const take = useCallback(
    (action: (current: Flow) => Promise<Flow>) =>
      run(async () => {
        await act(action);
        setStep(({ identifier, isAccount }) => ({ ...firstStep, identifier, isAccount }));
      }),
    [act, run],
  );
  const prove = useCallback(
    (method: AuthMethod, credentials: Credentials) =>
      take(({ session_id }) => authenticate(session_id, method, credentials)),
    [take],
  );
  const goTo = useCallback(
    (next: Partial<Step>) => {
      forget();
      setStep((last) => ({ ...last, isChoosing: false, ...next }));
    },
    [forget],
  );
  const screen = whichScreen(flow, step);
  const choices = { remember, setRemember, trust, setTrust };
  const props: ScreenProps = { flow, step, attempt, act, take, prove, goTo, ...choices, onRestart };
  return <ScreenOf key={keyOf(screen)} screen={screen} {...props} />;
}

/** A box of this sign-in, empty at first: kept while the person is at an identity provider. */
function useChoice(of: 'remember' | 'trust', sessionId: string): [isChosen: boolean, choose: (next: boolean) => void] {
  const name = `countersign.${of}.${sessionId}`;
  const [isChosen, setChosen] = useState(() => sessionStorage.getItem(name) !== null);
  const change = (next: boolean) => {
    if (next) sessionStorage.setItem(name, 'yes');
    else sessionStorage.removeItem(name);
    setChosen(next);
  };
  return [isChosen, change];
}

/** A screen of another name is another screen: its heading takes the focus, its fields are empty. */
function keyOf(screen: Screen): string {
  return screen.name === 'method' ? `method ${screen.method}` : screen.name;
}

function ScreenOf({ screen, ...props }: ScreenProps & { screen: Screen }) {
  const { t } = useTranslation();
  switch (screen.name) {
    case 'identify':
      return <IdentifyScreen {...props} />;
    case 'choose':
      return <ChooseScreen {...props} title={props.flow.user ? t('signIn.secondTitle') : t('signIn.howTitle')} />;
    case 'method':
      return <MethodScreen {...props} method={screen.method} />;
    case 'code':
      return <CodeScreen {...props} />;
    case 'phone':
      return <PhoneScreen {...props} />;
    case 'new-password':
      return <NewPasswordScreen {...props} />;
    case 'completing':
      return <CompletingScreen {...props} />;
    case 'no-way':
      return <NoWayScreen {...props} />;
    case 'ended':
      return <EndedScreen how={screen.how} />;
  }
}
