import { useSyncExternalStore, type MouseEvent } from 'react';

export type Route =
  | { screen: 'account' }
  | { screen: 'connect' }
  | { screen: 'pay'; billId: string }
  | { screen: 'payment'; paymentId: string };

const changed = new EventTarget();

/** Opens another screen of the shop. */
export function goTo(path: string): void {
  history.pushState(null, '', path);
  changed.dispatchEvent(new Event('change'));
  window.scrollTo(0, 0);
}

/** Opens another screen without a history entry, so that Back does not return to a form that was sent. */
export function replaceWith(path: string): void {
  history.replaceState(null, '', path);
  changed.dispatchEvent(new Event('change'));
  window.scrollTo(0, 0);
}

/** Properties of a link to another screen: a real URL, without a page load. */
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

/** The screen of the current URL; unknown URLs show the account. */
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
