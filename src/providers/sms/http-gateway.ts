import { signWebhook } from '../../security/webhooks/standard-webhook.ts';
import { exchange } from '../connection/exchange.ts';
import type { ExchangeAnswer } from '../connection/exchange.ts';
import type { ProviderAgents } from '../connection/provider-agents.ts';
import { presentGatewayFault, presentGatewayRefusal } from './http-gateway-refusal.ts';
import { renderGatewayTemplate } from './render-gateway-template.ts';
import { sendByFirstSender, sendersInOrder } from './send-by-first-sender.ts';
import type { SendRefusal } from './send-by-first-sender.ts';
import type { HttpGateway } from './sms-gateway-settings.ts';
import type { ReportedMessage, SendSms } from './sms-gateway-client.ts';
import type { SmsResult } from './sms-sender.ts';

/** Text messages through a gateway of whatever vendor: one signed POST of JSON for each. */
export function createGatewaySms(agents: ProviderAgents): SendSms<HttpGateway> {
  return (gateway, message, { timeoutMs }) => {
    const deadline = Date.now() + timeoutMs;
    const senders = sendersInOrder(message.senders, gateway.sender);
    return sendByFirstSender(senders.length > 0 ? senders : [undefined], async (sender) => {
      try {
        return presentAnswer(
          await post(agents, gateway, message, sender, Math.max(1, deadline - Date.now())),
          message.idempotencyKey,
          sender,
        );
      } catch (error) {
        return presentGatewayFault(error);
      }
    });
  };
}

function post(
  agents: ProviderAgents,
  gateway: HttpGateway,
  message: ReportedMessage,
  sender: string | undefined,
  timeoutMs: number,
): Promise<ExchangeAnswer> {
  const { to, body, idempotencyKey: id, statusUrl: status_url } = message;
  const url = new URL(gateway.url);
  const text = renderGatewayTemplate(gateway.template, { to, from: sender, body, id, status_url });
  return agents.use(url, (agent) =>
    exchange({ method: 'POST', url, headers: headersOf(gateway, id, text), body: text, agent, timeoutMs }),
  );
}

/** One signature for each secret, as in Standard Webhooks during a rotation. */
function headersOf(gateway: HttpGateway, id: string, body: string): Record<string, string> {
  return {
    ...gateway.headers,
    'content-type': 'application/json;charset=UTF-8',
    'user-agent': 'Countersign',
    ...signWebhook({ webhookId: id, timestamp: new Date(), body }, gateway.signingSecrets),
  };
}

/** The gateway's id in the answer to an accepted message: a 2xx with an empty or a JSON body. */
function presentAnswer(answer: ExchangeAnswer, id: string, sender: string | undefined): SmsResult | SendRefusal {
  if (answer.status < 200 || answer.status >= 300) return presentGatewayRefusal(answer);
  const theirs = readId(answer.body);
  if (theirs === undefined) return presentGatewayFault(undefined);
  return { status: 'sent', providerMessageId: theirs || id, sender: sender ?? '' };
}

/** Empty without an id; undefined for an answer that is not a gateway's. */
function readId(body: string): string | undefined {
  if (body.trim() === '') return '';
  try {
    const { id } = (JSON.parse(body) ?? {}) as { id?: unknown };
    return typeof id === 'string' && /^[\x21-\x7e]{1,255}$/.test(id) ? id : '';
  } catch {
    return undefined;
  }
}
