import { Broadcast } from './broadcast.ts';
import { createEventIds } from './event-ids.ts';

const keptMails = 500;
const keptBytes = 32 * 1024 * 1024;

export interface MailSummary {
  /** Increases with every mail, also over restarts. */
  id: number;
  received_at: string;
  /** The recipients of the envelope, not of the header. */
  to: string[];
  /** The decoded `From` header. */
  from: string;
  subject: string;
  /** Bytes of the source. */
  size: number;
}

export interface Mail extends MailSummary {
  /** The sender of the envelope, to which bounces go. */
  envelope_from: string;
  /** Whether the connection was encrypted. */
  encrypted: boolean;
  message_id: string | null;
  /** Header name in lower case -> values in order. */
  headers: Record<string, string[]>;
  text: string | null;
  html: string | null;
  attachments: { name: string; content_type: string; size: number }[];
}

interface KeptMail {
  mail: Mail;
  source: Buffer;
}

/** The last mails that the sandbox accepted, of all mailboxes. */
export class Mails {
  readonly #arrivals = new Broadcast<MailSummary>();
  readonly #nextId = createEventIds();
  #kept: KeptMail[] = [];
  #bytes = 0;

  deliver(mail: Omit<Mail, 'id' | 'received_at' | 'size'>, source: Buffer): Mail {
    const delivered = {
      id: this.#nextId(),
      received_at: new Date().toISOString(),
      size: source.length,
      ...mail,
    };
    this.#kept.push({ mail: delivered, source });
    this.#bytes += source.length;
    while (this.#kept.length > keptMails || this.#bytes > keptBytes)
      this.#bytes -= (this.#kept.shift() as KeptMail).source.length;
    this.#arrivals.publish(summaryOf(delivered));
    return delivered;
  }

  /** Oldest first; of one mailbox when `to` is given. */
  list(to?: string): MailSummary[] {
    return this.#kept.map(({ mail }) => summaryOf(mail)).filter((mail) => isFor(mail, to));
  }

  find(id: number): Mail | undefined {
    return this.#find(id)?.mail;
  }

  /** The source of the mail as received. */
  source(id: number): Buffer | undefined {
    return this.#find(id)?.source;
  }

  /** Deletes all mails, or those of one mailbox. */
  clear(to?: string): void {
    this.#kept = this.#kept.filter(({ mail }) => !isFor(mail, to));
    this.#bytes = this.#kept.reduce((sum, { source }) => sum + source.length, 0);
  }

  /** Calls `listener` for every mail after `lastSeenId` (without it: none) and then for each new one. @returns a function that stops. */
  follow(to: string | undefined, lastSeenId: number | undefined, listener: (mail: MailSummary) => void): () => void {
    const missed = lastSeenId === undefined ? [] : this.list(to).filter((mail) => mail.id > lastSeenId);
    for (const mail of missed) listener(mail);
    return this.#arrivals.subscribe((mail) => {
      if (isFor(mail, to)) listener(mail);
    });
  }

  #find(id: number): KeptMail | undefined {
    return this.#kept.find(({ mail }) => mail.id === id);
  }
}

function summaryOf({ id, received_at, to, from, subject, size }: Mail): MailSummary {
  return { id, received_at, to, from, subject, size };
}

/** Compares mailboxes case-insensitively, as every large provider does. */
function isFor(mail: MailSummary, to: string | undefined): boolean {
  return to === undefined || mail.to.some((address) => address.toLowerCase() === to.toLowerCase());
}
