import { callingCodeOf } from '../../../domain/authentication/sending/calling-code.ts';
import { maskEmail, maskPhone } from '../../../domain/authentication/sending/mask.ts';
import { wordsOfChange } from '../../../domain/authentication/sending/method-words.ts';
import { bounds } from '../../../domain/rate-limits/limits.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { queueMessage } from '../../messages/delivery/queue-message.ts';
import type { MethodMail, MethodMails } from '../../persons/sign-in-methods/changes/method-mails.ts';
import type { FlowDeps } from '../flow/flow-deps.ts';

type Deps = Pick<FlowDeps, 'em' | 'clock' | 'keyring' | 'environment' | 'relyingParty'> & {
  engine: Pick<FlowDeps['engine'], 'message'>;
};

const { most: lifetime } = bounds['undo-link-lifetime'];

/** Mails to people about changes of their sign-in methods. */
export function createMethodMails(deps: Deps): MethodMails {
  return {
    async write(mail) {
      const { personId, to, locale, at, requestId } = mail;
      const id = timeOrderedId(deps.clock().getTime());
      const expiresAt = new Date(at.getTime() + lifetime * 1000);
      const about = { id, to, locale, expiresAt, userId: personId, requestId: requestId ?? undefined };
      await queueMessage(deps, { ...about, channel: 'email', template: 'method_changed', data: dataOf(deps, mail) });
      return { messageId: id, expiresAt: expiresAt.getTime(), requestId };
    },
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

function maskOf(destination: string | null): string | null {
  if (destination === null) return null;
  return destination.includes('@') ? maskEmail(destination) : maskPhone(destination, callingCodeOf(destination));
}
