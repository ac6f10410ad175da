import { callingCodeOf } from '../../../domain/persons/contacts/calling-code.ts';
import { maskEmail, maskPhone } from '../../../domain/persons/contacts/mask.ts';
import {
  readableName,
  wordsOfChange,
  wordsOfChanges,
  wordsOfTime,
  wordsOfUserCode,
} from '../../../domain/authentication/sending/method-words.ts';
import { bounds } from '../../../domain/rate-limits/limits.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { queueMessage } from '../../messages/delivery/queue-message.ts';
import type { NewMessage } from '../../messages/delivery/queue-message.ts';
import type {
  MethodMail,
  MethodMails,
  MethodNotice,
  WrittenMail,
} from '../../persons/sign-in-methods/changes/method-mails.ts';
import type { FlowDeps } from '../flow/flow-deps.ts';

type Addressed = Pick<MethodMail, 'personId' | 'to' | 'locale' | 'at' | 'requestId'>;
type Deps = Pick<FlowDeps, 'em' | 'clock' | 'keyring' | 'environment' | 'relyingParty'> & {
  engine: Pick<FlowDeps['engine'], 'message'>;
};

const { most: lifetime } = bounds['undo-link-lifetime'];

/** Mails to people about changes of their sign-in methods. */
export function createMethodMails(deps: Deps): MethodMails {
  const queue = async (
    { personId, to, locale, at, requestId }: Addressed,
    content: Pick<NewMessage, 'template' | 'data'>,
  ): Promise<WrittenMail> => {
    const id = timeOrderedId(deps.clock().getTime());
    const expiresAt = new Date(at.getTime() + lifetime * 1000);
    const about = { id, to, locale, expiresAt, userId: personId, requestId: requestId ?? undefined };
    await queueMessage(deps, { ...about, channel: 'email', ...content });
    return { messageId: id, expiresAt: expiresAt.getTime(), requestId };
  };
  return {
    write: (mail) => queue(mail, { template: 'method_changed', data: dataOf(deps, mail) }),
    writeNotice: (notice) => queue(notice, contentOf(deps, notice)),
    send(mails) {
      for (const mail of mails) void deps.engine.message.start({ ...mail, channel: 'email' }).catch(() => undefined);
    },
  };
}

/** The link leads to a page with a button; what is behind the `#` reaches no server and no log. */
function dataOf({ environment, relyingParty }: Deps, mail: MethodMail): Record<string, string> {
  const words = wordsOfChange({ ...mail, destination: maskOf(mail.destination) }, mail.locale);
  const link = `${environment.publicUrl}/account/not-me#${mail.token}`;
  return { site: relyingParty.name, ...words, link };
}

/** The link leads to the sign-in methods of who is signed in there. */
function contentOf({ environment, relyingParty }: Deps, notice: MethodNotice): Pick<NewMessage, 'template' | 'data'> {
  const { zone, locale } = notice;
  const frame = { site: relyingParty.name, link: `${environment.publicUrl}/account` };
  if (notice.about === 'changes undone') {
    const changes = wordsOfChanges(notice.changes, locale);
    return { template: 'change_undone', data: { ...frame, changes, time: wordsOfTime(notice) } };
  }
  if (notice.about === 'user code') {
    const data = { ...frame, change: wordsOfUserCode(notice.change, locale), time: wordsOfTime(notice) };
    return { template: 'user_code_changed', data };
  }
  const time = wordsOfTime({ at: notice.expiresAt, zone, locale });
  const certificate = readableName(notice.certificate).slice(0, 256) || '-';
  return { template: 'certificate_expires', data: { ...frame, certificate, time, days: String(notice.days) } };
}

function maskOf(destination: string | null): string | null {
  if (destination === null) return null;
  return destination.includes('@') ? maskEmail(destination) : maskPhone(destination, callingCodeOf(destination));
}
