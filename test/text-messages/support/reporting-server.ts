import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { createConfigurationApi } from '../../configuration/support/configuration-api.ts';
import type { ConfigurationApi } from '../../configuration/support/configuration-api.ts';
import { query } from '../../support/query.ts';
import { createSeededInstance, useStack } from '../../support/stack.ts';
import { createWebsite } from '../../support/website.ts';
import { twilioReport } from './reports.ts';
import type { Report, TwilioReport } from './reports.ts';

/** A message that its provider has accepted and not reported on. */
export interface SentMessage {
  transaction: string;
  message: string;
  sid: string;
}

/** A server that providers report to, and its database. */
export interface ReportingServer {
  url: string;
  database: string;
  configuration: ConfigurationApi;
  sentMessage(providerMessageId?: string | null): Promise<SentMessage>;
  /** The recorded state of a message. */
  stateOf(message: string): Promise<MessageState | undefined>;
  /** The delivery events of a transaction's message. */
  eventsOf(transaction: string): Promise<DeliveryEvent[]>;
  fromTwilio(sent: Pick<SentMessage, 'message' | 'sid'>, status: string, change?: Partial<TwilioReport>): Report;
  /** Makes the server send a message that its provider handles as `mode` says. */
  sendSms(options: { provider: string; mode?: string }): Promise<{ user: string; number: string; id: string }>;
  stop(): Promise<void>;
}

interface MessageState {
  delivery_status: string | null;
  delivery_error: string | null;
  delivery_reported_at: Date | null;
}

interface DeliveryEvent {
  name: string;
  detail: string | null;
  user_id: string | null;
  client_id: string | null;
}

/** Milliseconds within which a change of the configuration or a report takes effect. */
export const appliedWithinMs = 90_000;

export async function startReportingServer(): Promise<ReportingServer> {
  const { endpoints, infrastructure } = useStack();
  const { twilio } = infrastructure.sandbox.credentials;
  const instance = await createSeededInstance();
  const { url } = await instance.startServer();
  const website = createWebsite({ ...endpoints, api: url });
  const database = instance.environment['COUNTERSIGN_DATABASE_URL'] as string;
  return {
    url,
    database,
    configuration: createConfigurationApi({ ...endpoints, api: url }),
    sentMessage: async (providerMessageId = `SM${randomBytes(16).toString('hex')}`) => {
      const transaction = randomUUID();
      const message = `${transaction}:0:0`;
      await query(
        database,
        "insert into message_receipt (id, channel, status, provider_message_id, created_at) values ($1, 'sms', 'sent', $2, now())",
        [message, providerMessageId],
      );
      return { transaction, message, sid: providerMessageId ?? 'SM0' };
    },
    stateOf: async (message) => {
      const columns = 'delivery_status, delivery_error, delivery_reported_at';
      const rows = await query<MessageState & Record<string, unknown>>(
        database,
        `select ${columns} from message_receipt where id = $1`,
        [message],
      );
      return rows[0];
    },
    eventsOf: (transaction) =>
      query<DeliveryEvent & Record<string, unknown>>(
        database,
        "select name, detail, user_id, client_id from event where subject_id = $1 and name like 'SMS AUTH DELIVERY%' order by id",
        [transaction],
      ),
    fromTwilio: ({ message, sid }, status, change = {}) =>
      twilioReport({
        api: url,
        message,
        accountSid: twilio.account_sid,
        authToken: twilio.auth_token,
        ...change,
        fields: { MessageSid: sid, MessageStatus: status, To: '+31612345678', From: 'Bank', ...change.fields },
      }),
    sendSms: async ({ provider, mode }) => {
      const [user, number] = [`user-${randomUUID()}`, `+316${randomInt(10_000_000, 99_999_999)}`];
      if (mode)
        await fetch(`${endpoints.sandbox}/behaviour/${provider}`, {
          method: 'PUT',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ mode, to: number }),
        });
      const form = { type: 'payment_with_sms', user_id: user, phone_number: number };
      const { status, body } = await website.initialise(form);
      expect(status).toBe(200);
      return { user, number, id: body.transaction_id as string };
    },
    stop: () => instance.stop(),
  };
}
