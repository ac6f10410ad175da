import '../design/theme/base.css';
import '../design/theme/compact.css';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Problem } from '../design/feedback/problem.ts';
import { readColourScheme, showColourScheme } from '../design/theme/colour-scheme.ts';
import { askedProofQuery, sessionQuery, type AskedProof } from './api/session.ts';
import { startLanguage } from './language/language.ts';
import { router } from './router.tsx';

const mostTries = 2;

const queries = new QueryClient({
  // Beside what a form does with a refusal.
  mutationCache: new MutationCache({ onError: noteRefusal }),
  queryCache: new QueryCache({
    // The session has ended: the shell asks for a new sign-in above what is open.
    onError: noteRefusal,
  }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) =>
        failures < mostTries && error instanceof Problem && (error.status === 0 || error.status >= 500),
    },
  },
});

/** A change may need a new sign-in (RFC 9470); otherwise the session has ended. */
function noteRefusal(error: unknown): void {
  if (!(error instanceof Problem && error.status === 401)) return;
  const { max_age: maxAge } = error.details;
  if (error.code !== 'insufficient_user_authentication' || typeof maxAge !== 'number')
    return void queries.setQueryData(sessionQuery.queryKey, null);
  const since = queries.getQueryData(sessionQuery.queryKey)?.auth_time ?? '';
  const asked: AskedProof = { maxAge, since };
  queries.setQueryData(askedProofQuery.queryKey, asked);
}

showColourScheme(readColourScheme());
// Asked for before the texts are there, so that both are on their way together.
void queries.prefetchQuery(sessionQuery);
await startLanguage();
createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
