import { Center, Loader } from '@mantine/core';
import { useEffect, useState } from 'react';
import { ProblemAlert } from '../../design/problem-alert.tsx';
import type { SessionView } from '../contract.ts';
import { AccountScreen } from './account/account-screen.tsx';
import { ConnectScreen } from './connect/connect-screen.tsx';
import { ShopShell } from './layout/shop-shell.tsx';
import { PayScreen } from './pay/pay-screen.tsx';
import { PaymentScreen } from './payment/payment-screen.tsx';
import { goTo, useRoute } from './route.ts';
import { shop, signedOut } from './shop-api.ts';
import { SignInScreen } from './sign-in/sign-in-screen.tsx';
import { tabCustomer } from './tab-customer.ts';
import { useLoaded } from './use-loaded.ts';

/** The whole shop: the sign-in, then the screen of the current URL. */
export function ShopApp() {
  const loaded = useLoaded(shop.session, 'session');
  const [session, setSession] = useState<SessionView>();
  const { reload } = loaded;
  useEffect(() => setSession(loaded.value), [loaded.value]);
  useEffect(() => {
    signedOut.addEventListener('change', reload);
    return () => signedOut.removeEventListener('change', reload);
  }, [reload]);

  const leave = () => {
    setSession((before) => before && { ...before, customer: null });
    goTo('/');
  };
  const switchCustomer = () => {
    tabCustomer.forget();
    leave();
  };
  const signOut = async () => {
    await shop.signOut();
    leave();
  };
  if (loaded.error || !session) return <NotOpenYet error={loaded.error} onRetry={reload} />;
  if (!session.customer) return <SignInScreen onSignedIn={setSession} />;
  return (
    <ShopShell customer={session.customer} onSwitch={switchCustomer} onSignOut={() => void signOut()}>
      <Screen session={session} />
    </ShopShell>
  );
}

/** Shown until the session is loaded. */
function NotOpenYet({ error, onRetry }: { error?: Error; onRetry: () => void }) {
  return (
    <Center mih="100vh" p="md" component="main">
      <h1 className="visually-hidden">Northwind Energy</h1>
      {error ? (
        <ProblemAlert title="The shop is closed for a moment" message={error.message} onRetry={onRetry} />
      ) : (
        <Loader aria-label="Opening the shop" />
      )}
    </Center>
  );
}

function Screen({ session }: { session: SessionView }) {
  const route = useRoute();
  const customer = session.customer;
  if (!customer) return null;
  switch (route.screen) {
    case 'account':
      return <AccountScreen customer={customer} />;
    case 'connect':
      return <ConnectScreen />;
    case 'pay':
      return <PayScreen key={route.billId} billId={route.billId} customer={customer} phoneUrl={session.phoneUrl} />;
    case 'payment':
      return <PaymentScreen key={route.paymentId} paymentId={route.paymentId} phoneUrl={session.phoneUrl} />;
  }
}
