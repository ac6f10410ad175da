import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Navigate, Outlet, useLocation, useRouter } from '@tanstack/react-router';
import { Suspense, useCallback, useEffect, useState } from 'react';
import { Dialog } from '../../design/overlay/dialog.tsx';
import { LoadingRows } from '../../design/data/data-table.tsx';
import { askedProofQuery, sessionQuery, type Session } from '../api/session.ts';
import { useTexts } from '../language/language.ts';
import { PageProblem } from '../parts/page-problem.tsx';
import { ProveAnew, SignInAgain } from '../session/sign-in-again.tsx';
import { CommandPalette } from './command-palette.tsx';
import { Navigation } from './navigation.tsx';
import { NoRolesPage } from './no-roles-page.tsx';
import classes from './shell.module.css';
import { TopBar } from './top-bar.tsx';

const before = ['session before'];

/**
 * What is around every page. Without a session it leads to the sign-in; when one ends while a page is open, the sign-in comes above
 * the page, so that what was typed stays.
 */
export function Shell() {
  const { data: session, error, refetch } = useQuery(sessionQuery);
  const queries = useQueryClient();
  const [last, setLast] = useState<Session>();
  useEffect(() => {
    if (!session) return;
    setLast(session);
    queries.setQueryData(before, session);
  }, [session, queries]);
  if (error && !last)
    return (
      <main className={classes.alone}>
        <PageProblem error={error} again={() => void refetch()} />
      </main>
    );
  if (session === undefined && !last) return <div className={classes.alone} aria-busy="true" />;
  if (session === null && !last) return <ToSignIn />;
  if (session?.access.length === 0) return <NoRolesPage />;
  return <Frame hasEnded={session === null} />;
}

/** The address is read once: while the router is on its way, its location is that of the sign-in. */
function ToSignIn() {
  const router = useRouter();
  const [to] = useState(() => router.state.location.href.replace(/^\/console/, ''));
  return <Navigate to="/sign-in" search={{ to }} replace />;
}

function Frame({ hasEnded }: { hasEnded: boolean }) {
  const { t } = useTexts();
  const [open, setOpen] = useState<'navigation' | 'palette'>();
  const close = () => setOpen(undefined);
  const { pathname } = useLocation();
  useEffect(close, [pathname]);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return;
      event.preventDefault();
      setOpen((now) => (now === 'palette' ? undefined : 'palette'));
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#content">
        {t('shell.skip')}
      </a>
      <aside className={classes.side}>
        <Navigation onSearch={() => setOpen('palette')} />
      </aside>
      <TopBar onNavigation={() => setOpen('navigation')} onSearch={() => setOpen('palette')} />
      <main id="content" tabIndex={-1} className={classes.content}>
        <Suspense fallback={<LoadingRows label={t('parts.loading')} />}>
          <Outlet />
        </Suspense>
      </main>
      {open === 'navigation' && (
        <Dialog title={t('shell.navigation')} close={t('parts.close')} side onClose={close}>
          <Navigation onSearch={() => setOpen('palette')} />
        </Dialog>
      )}
      {open === 'palette' && <CommandPalette onClose={close} />}
      {hasEnded && (
        <Dialog title={t('signIn.again')} close={t('parts.close')} onClose={() => undefined}>
          <SignInAgain />
        </Dialog>
      )}
      {!hasEnded && <AskedProofDialog />}
    </div>
  );
}

/** Above what the operator is doing, which waits. */
function AskedProofDialog() {
  const { t } = useTexts();
  const queries = useQueryClient();
  const { data: asked } = useQuery(askedProofQuery);
  const close = useCallback(() => void queries.setQueryData(askedProofQuery.queryKey, null), [queries]);
  if (!asked) return null;
  return (
    <Dialog title={t('signIn.prove')} close={t('parts.close')} onClose={close}>
      <ProveAnew asked={asked} onDone={close} />
    </Dialog>
  );
}
