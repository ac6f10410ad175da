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
import { useLoaded } from './use-loaded.ts';

/** The whole shop: sign-in first, then the screen that the address names. */
export function ShopApp() {
  const loaded = useLoaded(shop.session, 'session');
  const [session, setSession] = useState<SessionView>();
  const { reload } = loaded;
  useEffect(() => setSession(loaded.value), [loaded.value]);
  useEffect(() => {
    signedOut.addEventListener('change', reload);
    return () => signedOut.removeEventListener('change', reload);
  }, [reload]);

  const signOut = async () => {
    await shop.signOut();
    setSession((before) => before && { ...before, customer: null });
    goTo('/');
  };
  if (loaded.error) return <ProblemAlert title="The shop is closed for a moment" message={loaded.error.message} onRetry={reload} />;
  if (!session) {
    return (
      <Center mih="100vh">
        <Loader aria-label="Opening the shop" />
      </Center>
    );
  }
  if (!session.customer) return <SignInScreen onSignedIn={setSession} />;
  return (
    <ShopShell customer={session.customer} onSignOut={() => void signOut()}>
      <Screen session={session} />
    </ShopShell>
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
      return <PayScreen key={route.billId} billId={route.billId} customer={customer} />;
    case 'payment':
      return <PaymentScreen key={route.paymentId} paymentId={route.paymentId} phoneUrl={session.phoneUrl} />;
  }
}
