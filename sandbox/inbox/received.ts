import type { SandboxState } from '../state/sandbox-state.ts';

/** A mail or text message as an entry of the list. */
export interface Received {
  kind: 'mail' | 'sms' | 'whatsapp';
  id: number;
  path: string;
  receivedAt: Date;
  from: string;
  to: string;
  title: string;
}

const shownAtMost = 200;

/** All messages, newest first; `query` = a part of the recipient, the sender or the title. */
export function listReceived({ mails, messages }: Pick<SandboxState, 'mails' | 'messages'>, query: string): Received[] {
  const all: Received[] = [
    ...mails.list().map(({ id, received_at, from, to, subject }) => ({
      kind: 'mail' as const,
      id,
      path: `/inbox/mails/${id}`,
      receivedAt: new Date(received_at),
      from,
      to: to.join(', '),
      title: subject || '(no subject)',
    })),
    ...messages.list().map(({ id, received_at, from, to, body, channel }) => ({
      kind: channel,
      id,
      path: `/inbox/texts/${id}`,
      receivedAt: new Date(received_at),
      from,
      to,
      title: body,
    })),
  ];
  const wanted = query.trim().toLowerCase();
  const isWanted = ({ from, to, title }: Received) => `${from}\n${to}\n${title}`.toLowerCase().includes(wanted);
  // The ids of both kinds are microseconds, so they sort by arrival.
  return all
    .filter(isWanted)
    .toSorted((one, other) => other.id - one.id)
    .slice(0, shownAtMost);
}
