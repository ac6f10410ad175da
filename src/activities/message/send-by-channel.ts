import type { AttemptResult } from '../../commands/messages/delivery/end-message.ts';
import type { QueuedMessage } from '../../commands/messages/delivery/load-message.ts';
import { renderMail, renderText } from '../../commands/messages/delivery/render-message.ts';
import { localesFor } from '../../domain/configuration/locale.ts';
import type { ShortTemplateName } from '../../domain/configuration/message-templates/mail/mail-templates.ts';
import type { ActivityDeps } from '../activity-deps.ts';

type Deps = Pick<ActivityDeps, 'email' | 'sms' | 'whatsapp' | 'configuration'>;

/**
 * Renders a message and sends it by the provider of its channel. A failure of an operator's template is a refusal that is not retried, as
 * the template would fail again.
 */
export async function sendByChannel(
  { email, sms, whatsapp, configuration }: Deps,
  { channel, template, locale, content }: QueuedMessage,
  { idempotencyKey, timeoutMs }: { idempotencyKey: string; timeoutMs: number },
): Promise<AttemptResult & { detail?: string }> {
  const { messageTemplates: templates, general } = await configuration.current();
  const { to, data } = content;
  const words = { templates, supported: general.supported_locales, locale, data };
  switch (channel) {
    case 'email': {
      const mail = await renderMail({ ...words, template }).catch(notRendered);
      return 'status' in mail ? mail : email.send({ ...mail, to, idempotencyKey }, { timeoutMs });
    }
    case 'sms': {
      const body = await renderText({ ...words, template: template as ShortTemplateName }).catch(notRendered);
      if (typeof body !== 'string') return body;
      return sms.send({ to, body, senders: [general.general_sms_sender_id], idempotencyKey }, { timeoutMs });
    }
    case 'whatsapp':
      return whatsapp.send(
        { to, locales: localesFor(locale), code: data['code'] ?? '', idempotencyKey },
        { timeoutMs },
      );
  }
}

function notRendered(): { status: 'refused'; code: string; detail: string; retryable: false } {
  return { status: 'refused', code: 'template_failed', detail: 'the template cannot be rendered', retryable: false };
}
