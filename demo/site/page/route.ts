import { useSyncExternalStore, type MouseEvent } from 'react';

export type Route =
  { screen: 'account' } | { screen: 'connect' } | { screen: 'pay'; billId: string } | { screen: 'payment'; paymentId: string };

const changed = new EventTarget();

/** Goes to another screen of the shop. */
export function goTo(path: string): void {
  history.pushState(null, '', path);
  changed.dispatchEvent(new Event('change'));
  window.scrollTo(0, 0);
}

/** Properties of a link to another screen: a real address, without loading the page again. */
export function linkTo(path: string) {
  return {
    href: path,
    onClick(event: MouseEvent) {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      goTo(path);
    },
  };
}

/** The screen that the address names; unknown addresses are the account. */
export function useRoute(): Route {
  const path = useSyncExternalStore(subscribe, () => location.pathname);
  const [, screen, id] = path.split('/');
  if (screen === 'connect') return { screen };
  if (screen === 'pay' && id) return { screen, billId: id };
  if (screen === 'payments' && id) return { screen: 'payment', paymentId: id };
  return { screen: 'account' };
}

function subscribe(onChange: () => void): () => void {
  changed.addEventListener('change', onChange);
  window.addEventListener('popstate', onChange);
  return () => {
    changed.removeEventListener('change', onChange);
    window.removeEventListener('popstate', onChange);
  };
}
