import '../design/theme/base.css';
import '../design/theme/compact.css';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Problem } from '../design/feedback/problem.ts';
import { readColourScheme, showColourScheme } from '../design/theme/colour-scheme.ts';
import { sessionQuery } from './api/session.ts';
import { startLanguage } from './language/language.ts';
import { router } from './router.tsx';

const mostTries = 2;

const queries = new QueryClient({
  queryCache: new QueryCache({
    // The session has ended: the shell asks for a new sign-in above what is open.
    onError: (error) => void (isSignedOut(error) && queries.setQueryData(sessionQuery.queryKey, null)),
  }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) =>
        failures < mostTries && error instanceof Problem && (error.status === 0 || error.status >= 500),
    },
    mutations: { onError: (error) => void (isSignedOut(error) && queries.setQueryData(sessionQuery.queryKey, null)) },
  },
});

function isSignedOut(error: unknown): boolean {
  return error instanceof Problem && error.status === 401;
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
