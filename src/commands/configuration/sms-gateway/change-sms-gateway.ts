import { smsGatewayFields } from '../../../domain/configuration/field-names.ts';
import { defaultGatewayTemplate } from '../../../domain/text-messages/gateway-template.ts';
import { SmsGateway } from '../../../entities/configuration/sms-gateway.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { changeRow } from '../change-row.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';
import { checkGateway, checkMove, findLockedGateway, gatewayId } from './gateway-values.ts';
import type { SmsGatewayValues } from './gateway-values.ts';

/** Milliseconds that reports may still be signed with a secret that was replaced: as long as a provider tries to deliver a message. */
const overlap = 24 * 3_600_000;

/** What there is before anything is configured. */
const nothing: SmsGatewayValues = {
  gateway: 'twilio',
  twilioAccountSid: null,
  twilioAuthToken: null,
  twilioFromNumber: null,
  httpUrl: null,
  httpTemplate: defaultGatewayTemplate,
  httpHeaders: null,
  httpSigningSecret: null,
  httpSender: null,
};

interface Change {
  values: Partial<SmsGatewayValues>;
  /** True: what is not sent is nothing again, and former secrets are worth nothing. False: it stays, and they are for a day. */
  replace: boolean;
  /** Whether the environment names a Twilio account. */
  twilioByEnvironment: boolean;
  origin: RequestOrigin;
  /** Tag of what the author of the change saw: `configuration_changed` when that was an older state. */
  ifMatch?: string | undefined;
}

/**
 * Says through whom text messages go from now on.
 * @throws CountersignError `invalid_request`, `configuration_changed`
 */
export async function changeSmsGateway(deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>, { values, replace, twilioByEnvironment, origin, ifMatch }: Change): Promise<void> {
  await deps.em().transactional(async (em) => {
    const now = deps.clock();
    const found = await findLockedGateway(em);
    checkTag(deps.keyring, found ?? {}, ifMatch);
    const wanted = replace ? { ...nothing, ...values } : values;
    // What was read of the environment's and comes back makes nothing configured.
    if (!found && !replace && Object.keys(values).length === 0) return;
    // What is replaced as a whole comes with its secrets, or without any.
    if (!replace) checkMove(found, wanted);
    const row = found ?? em.create(SmsGateway, { id: gatewayId, ...nothing }, { persist: true });
    const before = { ...row };
    const fields = changeRow(row, wanted, smsGatewayFields);
    row.httpTemplate ??= defaultGatewayTemplate;
    checkGateway(row, { twilioByEnvironment });
    keepFormerSecrets(row, before, { replace, now });
    if (fields.length > 0 || !found) await recordConfigurationChange(em, { event: 'CONFIGURATION SMS GATEWAY CHANGED', origin, occurredAt: now, subjectId: gatewayId, subject: row.gateway, fields });
  });
}

/** Reports on messages that are under way are signed with what was in force when they were sent: docs/decisions/0051. Each secret has its own day. */
function keepFormerSecrets(row: SmsGateway, before: SmsGateway, { replace, now }: { replace: boolean; now: Date }): void {
  const isOver = (until: Date | null | undefined) => replace || (until ? until <= now : false);
  if (isOver(row.formerTwilioUntil)) Object.assign(row, { formerTwilioAuthToken: null, formerTwilioUntil: null });
  if (isOver(row.formerHttpUntil)) Object.assign(row, { formerHttpSigningSecret: null, formerHttpUntil: null });
  if (replace) return;
  const until = new Date(now.getTime() + overlap);
  // Of another account, or another gateway, a secret is none of ours.
  if (row.twilioAuthToken !== before.twilioAuthToken) {
    const former = row.twilioAccountSid === before.twilioAccountSid ? before.twilioAuthToken : null;
    Object.assign(row, { formerTwilioAuthToken: former, formerTwilioUntil: former ? until : null });
  }
  if (row.httpSigningSecret !== before.httpSigningSecret) {
    const former = row.httpUrl === before.httpUrl ? before.httpSigningSecret : null;
    Object.assign(row, { formerHttpSigningSecret: former, formerHttpUntil: former ? until : null });
  }
}
