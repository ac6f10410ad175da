import { useEffect, useState } from 'react';
import type { PaymentView } from '../../contract.ts';
import { shop } from '../shop-api.ts';

export interface FollowedPayment {
  payment?: PaymentView;
  /** The live connection broke; the browser is opening it again. */
  interrupted: boolean;
  error?: Error;
}

/** A payment as it is now, renewed by the shop's event stream until it ended and its callback arrived. */
export function usePayment(id: string): FollowedPayment {
  const [state, setState] = useState<FollowedPayment>({ interrupted: false });
  useEffect(() => {
    const stream = new EventSource(`/api/payments/${encodeURIComponent(id)}/stream`);
    stream.addEventListener('payment', (event: MessageEvent<string>) => {
      const payment = JSON.parse(event.data) as PaymentView;
      setState({ payment, interrupted: false });
      if (isSettled(payment)) stream.close();
    });
    stream.addEventListener('error', () => {
      if (stream.readyState !== EventSource.CLOSED) return setState((before) => ({ ...before, interrupted: true }));
      // The server refused the stream: ask why.
      shop.payment(id).catch((error: Error) => setState((before) => ({ ...before, error })));
    });
    return () => stream.close();
  }, [id]);
  return state;
}

/** Nothing more will happen: it ended, and where a callback is due, that came too. */
function isSettled(payment: PaymentView): boolean {
  if (payment.state === 'waiting') return false;
  return payment.callbackAt !== undefined || payment.asked === 'sms';
}
