import { randomUUID } from 'node:crypto';
import { makePushTarget } from '../../activities/push-target.ts';
import type { CommandDeps } from '../../commands/command-deps.ts';
import type { ConfigurationSource } from '../../commands/configuration/configuration-snapshot.ts';
import type { ChannelTester, ChannelTestResult } from '../../commands/messages/channel-tests/channel-tester.ts';
import type { Deps } from '../deps.ts';

type Senders = Pick<Deps, 'email' | 'sms' | 'push' | 'callback'>;

/** Milliseconds that a provider has: an operator waits. */
const timeoutMs = 10_000;
const words = 'A test of Countersign, which an operator asked for. There is nothing to do.';

/** Sends tests by the same senders as everything else, at once and without a retry. */
export function createChannelTester(
  { email, sms, push, callback }: Senders,
  { clock, configuration }: Pick<CommandDeps, 'clock'> & { configuration: ConfigurationSource },
): ChannelTester {
  return {
    async email(to, mail = { subject: 'Test of Countersign', text: `${words}\n` }) {
      return present(await email.send({ ...mail, to, idempotencyKey: randomUUID() }, { timeoutMs }));
    },
    async sms(to, body = words) {
      const { general } = await configuration.current();
      const senders = [general.general_sms_sender_id];
      return present(await sms.send({ to, body, senders, idempotencyKey: randomUUID() }, { timeoutMs }));
    },
    async push({ token, version, configuration: credentials }) {
      const id = randomUUID();
      const expiresAt = new Date(clock().getTime() + timeoutMs);
      const message = { token, content: { og_test: id }, alert: words, collapseId: id, expiresAt };
      return present(await push.send(makePushTarget(version, credentials), message, { timeoutMs }));
    },
    async callback({ url, username, password, signingSecret }) {
      const result = await callback.send({
        ...{ url, webhookId: randomUUID(), timestamp: clock(), body: JSON.stringify({ test: true }) },
        ...(username && { basic: { username, password: password ?? '' } }),
        ...(signingSecret && { signingSecret }),
      });
      if (result.status === 'delivered') return { ...nothing, status: 'sent', detail: `HTTP ${result.httpStatus}` };
      return { ...nothing, status: 'refused', code: 'callback_failed', detail: result.detail };
    },
  };
}

const nothing = { providerMessageId: null, code: null, detail: null };

function present(result: {
  status: 'sent' | 'refused' | 'unregistered';
  providerMessageId?: string;
  code?: string;
  detail?: string;
}): ChannelTestResult {
  if (result.status === 'sent')
    return { ...nothing, status: 'sent', providerMessageId: result.providerMessageId ?? null };
  const { status, code = status, detail = null } = result;
  return { ...nothing, status: 'refused', code, detail };
}
