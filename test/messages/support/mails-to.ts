import type { Mail, MailSummary } from '../../../sandbox/state/mails.ts';
import { useStack } from '../../support/stack.ts';

/** The mails to an address that the sandbox accepted. */
export async function mailsTo(to: string): Promise<Mail[]> {
  const { sandbox } = useStack().endpoints;
  const list = (await (await fetch(`${sandbox}/mails?to=${encodeURIComponent(to)}`)).json()) as {
    mails: MailSummary[];
  };
  return Promise.all(list.mails.map(async ({ id }) => (await (await fetch(`${sandbox}/mails/${id}`)).json()) as Mail));
}
