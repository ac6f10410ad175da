import { randomUUID } from 'node:crypto';
import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import { codeIn, textMessagesTo } from '../../support/text-messages.ts';
import { createWebsite } from '../../support/website.ts';
import type { Form } from '../../support/website.ts';
import type { Entry } from './ledger.ts';
import { timeoutMs, untilAnswered } from './persist.ts';

/** The calls of a site for one transaction, which survive any kill. */
export interface SiteActor {
  /** Repeats until a 200. After a lost answer it uses the same key; after a provider's refusal another key. */
  initialise(form: Form): Promise<{ id: string; otp: string }>;
  /** The code of the text message; requests a resend when the message does not arrive. */
  code(userId: string): Promise<string>;
  verify(userId: string, code: string): Promise<void>;
  resend(userId: string): Promise<void>;
  cancel(): Promise<void>;
  /** Waits for the end. */
  awaitEnd(): Promise<void>;
}

const providerRefusals = new Set(['1002', '3002']);

export function createSiteActor(where: Pick<Endpoints, 'api' | 'sandbox' | 'clients'>, entry: Entry): SiteActor {
  const website = createWebsite(where);
  const id = () => entry.transactionId as string;
  const messages = () => textMessagesTo(where, entry.number ?? '');
  const resend = async (userId: string) => {
    entry.resends += 1;
    const key = randomUUID();
    await untilAnswered(entry, () => website.resend(userId, id(), { 'idempotency-key': key }));
  };
  return {
    initialise: async (form) => {
      let key = randomUUID();
      const body = await eventually(async () => {
        const answer = await website.initialise(form, { 'idempotency-key': key }).catch(() => undefined);
        if (answer?.status === 200) return answer.body as { transaction_id: string; otp: string };
        if (answer && answer.status < 500)
          throw new Error(`${entry.kind}: ${answer.status} ${JSON.stringify(answer.body)}`);
        if (providerRefusals.has(answer?.body?.error_code)) {
          entry.refused += 1;
          key = randomUUID();
        }
        entry.interruptions += 1;
        return undefined;
      }, timeoutMs);
      entry.transactionId = body.transaction_id;
      return { id: body.transaction_id, otp: body.otp };
    },
    code: async (userId) => {
      const arrived = async () => codeIn((await messages())[0]) || undefined;
      const soon = await eventually(arrived, 8_000).catch(() => undefined);
      if (soon) return soon;
      await resend(userId);
      return eventually(arrived, timeoutMs);
    },
    verify: async (userId, code) => {
      const key = randomUUID();
      const { status } = await untilAnswered(entry, () =>
        website.verify(userId, id(), code, { 'idempotency-key': key }),
      );
      if (status === 200) entry.told.push({ by: 'verify', status: 'authenticated' });
    },
    resend,
    cancel: async () => {
      const { status } = await untilAnswered(entry, () => website.cancel(id()));
      if (status === 204) entry.told.push({ by: 'cancel', status: 'not_authenticated', reason: 'cancelled' });
    },
    awaitEnd: async () => {
      const { body } = await eventually(async () => {
        const answer = await untilAnswered(entry, () => website.result(id(), '?wait=5'));
        return answer.body.status === 'pending' ? undefined : answer;
      }, timeoutMs);
      entry.told.push({ by: 'result', status: body.status, reason: body.not_authenticated_reason?.reason });
    },
  };
}
