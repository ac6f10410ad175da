import type { Ask } from '../user-page.tsx';
import { MethodsSection } from './methods-section.tsx';
import { SessionsSection } from './sessions-section.tsx';
import { TrustedBrowsersSection } from './trusted-browsers-section.tsx';

/** How a user signs in. One without a profile has sessions alone: the site proves who they are. */
export function SignInSections({ userId, isPerson, ask }: { userId: string; isPerson: boolean; ask: Ask }) {
  return (
    <>
      {isPerson && <MethodsSection userId={userId} ask={ask} />}
      <SessionsSection userId={userId} isPerson={isPerson} ask={ask} />
      {isPerson && <TrustedBrowsersSection userId={userId} ask={ask} />}
    </>
  );
}
