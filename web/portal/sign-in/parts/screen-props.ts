import type { Attempt } from '../../../design/feedback/use-attempt.ts';
import type { AuthMethod, Credentials, Flow } from '../../api/flow.ts';
import type { FollowedFlow } from '../use-flow.ts';
import type { Step } from '../which-screen.ts';

/** What every screen of a sign-in works with. */
export interface ScreenProps {
  flow: Flow;
  step: Step;
  attempt: Attempt;
  act: FollowedFlow['act'];
  /** Takes the flow that an action answers, and shows the screen of it. Resolves to whether it succeeded. */
  take: (action: (flow: Flow) => Promise<Flow>) => Promise<boolean>;
  /** Shows the server a factor, or asks it for the challenge of one. */
  prove: (method: AuthMethod, credentials: Credentials) => Promise<boolean>;
  /** Another screen of this page, without asking the server. */
  goTo: (step: Partial<Step>) => void;
  /** Whether the session outlives the browser. */
  remember: boolean;
  setRemember: (remember: boolean) => void;
  /** Whether this browser is to stand in for the second factor from now on. */
  trust: boolean;
  setTrust: (trust: boolean) => void;
  onRestart: () => void;
}
