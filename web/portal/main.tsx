import '../design/theme/base.css';
import { StrictMode, Suspense, lazy, type ComponentType } from 'react';
import { createRoot } from 'react-dom/client';
import { LoadingFrame } from './frame/page-frame.tsx';
import { startLanguage } from './language/language.ts';
// Before all else that the pages load.
import './token/token-of-address.ts';

/** The pages by the beginning of their path; each is a file of its own, loaded when it is opened. */
const pages: Record<string, () => Promise<{ default: ComponentType }>> = {
  'sign-in/link': async () => ({ default: (await import('./sign-in/link-page.tsx')).LinkPage }),
  'sign-in/sso-failed': async () => ({ default: (await import('./sign-in/sso-failed-page.tsx')).SsoFailedPage }),
  'sign-in/sso-tested': async () => ({ default: (await import('./sign-in/sso-failed-page.tsx')).SsoTestedPage }),
  'sign-in': async () => ({ default: (await import('./sign-in/sign-in-page.tsx')).SignInPage }),
  'select-account': async () => ({
    default: (await import('./select-account/select-account-page.tsx')).SelectAccountPage,
  }),
  consent: async () => ({ default: (await import('./consent/consent-page.tsx')).ConsentPage }),
  'signed-out': async () => ({ default: (await import('./signed-out/signed-out-page.tsx')).SignedOutPage }),
  'account/not-signed-in': async () => ({
    default: (await import('./account/not-signed-in-page.tsx')).NotSignedInPage,
  }),
  'account/not-me': async () => ({ default: (await import('./account/not-me-page.tsx')).NotMePage }),
  'account/sessions': async () => ({ default: (await import('./account/sessions/sessions-page.tsx')).SessionsPage }),
  'account/consents': async () => ({ default: (await import('./account/consents/consents-page.tsx')).ConsentsPage }),
  token: async () => ({ default: (await import('./token/token-page.tsx')).TokenPage }),
  account: async () => ({ default: (await import('./account/account-page.tsx')).AccountPage }),
};

const name = pageOf(location.pathname);
// Asked for before the texts are there, so that both are on their way together.
const page = (pages[name] ?? pages['sign-in']!)();
const Page = lazy(() => page);

await startLanguage();
createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    <Suspense
      fallback={
        <LoadingFrame wide={name === 'account' || name === 'account/sessions' || name === 'account/consents'} />
      }
    >
      <Page />
    </Suspense>
  </StrictMode>,
);

/** The longest beginning that is a page. */
function pageOf(path: string): string {
  const parts = path.split('/').slice(1, 3);
  return parts.join('/') in pages ? parts.join('/') : (parts[0] ?? '');
}
