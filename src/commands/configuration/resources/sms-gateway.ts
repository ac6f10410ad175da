import type { EntityManager } from '@mikro-orm/postgresql';
import type { CommandDeps } from '../../command-deps.ts';
import { changeRow } from '../change-row.ts';
import { invalidField } from '../conflicts.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { smsGatewayFields } from '../../../domain/configuration/field-names.ts';
import { defaultGatewayTemplate } from '../../../domain/configuration/sms-gateway/gateway-template.ts';
import { SmsGateway } from '../../../entities/configuration/sms-gateway.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';

/** Id of the one row. */
export const gatewayId = 'sms-gateway';

/** Fields of the gateway that an operator sets. */
type SmsGatewayValues = Pick<SmsGateway, keyof typeof smsGatewayFields>;

/** Serialises changes of the gateway, also before the row exists. */
const lock = 'select pg_advisory_xact_lock(7100005)';

/** The configured gateway, locked until the transaction ends. */
async function findLockedGateway(em: EntityManager): Promise<SmsGateway | null> {
  await em.execute(lock, [], 'get', em.getTransactionContext());
  return em.findOne(SmsGateway, { id: gatewayId });
}

/**
 * Requires all fields of the kind: address and secret of an HTTP gateway; account, token and number of Twilio, or none of them where the
 * environment names them.
 * @throws CountersignError `invalid_request`
 */
function checkGateway(gateway: SmsGatewayValues, { twilioByEnvironment }: { twilioByEnvironment: boolean }): void {
  const account = ['twilioAccountSid', 'twilioAuthToken', 'twilioFromNumber'] as const;
  const hasAccount = Boolean(gateway.twilioAccountSid || gateway.twilioAuthToken);
  const isTwilioNeeded = gateway.gateway === 'twilio' && !twilioByEnvironment;
  if (hasAccount || isTwilioNeeded) needAll(gateway, account, 'A Twilio account has an id, a token and a number.');
  // A number without an account is used with the account of the environment.
  if (gateway.gateway === 'http')
    needAll(gateway, ['httpUrl', 'httpSigningSecret'], 'An HTTP gateway has an address and a secret.');
  if (!gateway.twilioWhatsAppNumber && !gateway.twilioWhatsAppTemplates) return;
  needAll(gateway, ['twilioWhatsAppNumber', 'twilioWhatsAppTemplates'], 'WhatsApp needs a number and its templates.');
  if (!twilioByEnvironment) needAll(gateway, account, 'WhatsApp messages go through a Twilio account.');
}

function needAll(gateway: SmsGatewayValues, columns: readonly (keyof SmsGatewayValues)[], message: string): void {
  for (const column of columns) if (!gateway[column]) throw invalidField(smsGatewayFields[column], 'missing', message);
}

/**
 * Keeps stored secrets from a new address or account.
 * @throws CountersignError `invalid_request` unless it is sent again or removed.
 */
function checkMove(before: SmsGatewayValues | null, values: Partial<SmsGatewayValues>): void {
  if (before === null) return;
  const moves = [
    { of: 'httpUrl', secrets: ['httpSigningSecret', 'httpHeaders'], reason: 'needed_with_url' },
    { of: 'twilioAccountSid', secrets: ['twilioAuthToken'], reason: 'needed_with_account' },
  ] as const;
  for (const { of, secrets, reason } of moves) {
    if (values[of] === undefined || values[of] === before[of]) continue;
    const kept = secrets.find((secret) => before[secret] && values[secret] === undefined);
    if (kept)
      throw invalidField(
        smsGatewayFields[kept],
        reason,
        'Send the secrets too, or null: another address or account is given only what its author knows.',
      );
  }
}

/** A secret and the one before it, which is accepted for a day. A report may be signed with either. */
export function secretsInForce(
  current: string | null | undefined,
  former: string | null | undefined,
  formerUntil: Date | null | undefined,
  now: Date,
): string[] {
  const isFormerGood = formerUntil ? now < formerUntil : false;
  return [current, isFormerGood ? former : undefined].filter((secret) => typeof secret === 'string');
}

/** Milliseconds for which a replaced secret is accepted on reports: as long as a provider tries to deliver a message. */
const overlap = 24 * 3_600_000;

/** Values before anything is configured. */
const nothing: SmsGatewayValues = {
  gateway: 'twilio',
  twilioAccountSid: null,
  twilioAuthToken: null,
  twilioFromNumber: null,
  twilioWhatsAppNumber: null,
  twilioWhatsAppTemplates: null,
  httpUrl: null,
  httpTemplate: defaultGatewayTemplate,
  httpHeaders: null,
  httpSigningSecret: null,
  httpSender: null,
};

interface Change {
  values: Partial<SmsGatewayValues>;
  /** True (PUT): fields that are not sent are cleared, and former secrets are refused. False (PATCH): they stay, and former secrets are accepted for a day. */
  replace: boolean;
  /** Whether the environment names a Twilio account. */
  twilioByEnvironment: boolean;
  origin: RequestOrigin;
  /** Tag of the row that the caller read (`If-Match`). An older one is refused with `configuration_changed`. */
  ifMatch?: string | undefined;
}

/**
 * Configures the gateway for text messages.
 * @throws CountersignError `invalid_request`, `configuration_changed`
 */
export async function changeSmsGateway(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { values, replace, twilioByEnvironment, origin, ifMatch }: Change,
): Promise<void> {
  await deps.em().transactional(async (em) => {
    const now = deps.clock();
    const found = await findLockedGateway(em);
    checkTag(deps.keyring, found ?? {}, ifMatch);
    const wanted = replace ? { ...nothing, ...values } : values;
    // Values of the environment that the caller read and sends back configure nothing.
    if (!found && !replace && Object.keys(values).length === 0) return;
    // A PUT sends all secrets or has none.
    if (!replace) checkMove(found, wanted);
    const row = found ?? em.create(SmsGateway, { id: gatewayId, ...nothing }, { persist: true });
    const before = { ...row };
    const fields = changeRow(row, wanted, smsGatewayFields);
    row.httpTemplate ??= defaultGatewayTemplate;
    checkGateway(row, { twilioByEnvironment });
    keepFormerSecrets(row, before, { replace, now });
    if (fields.length > 0 || !found)
      await recordConfigurationChange(em, {
        event: 'CONFIGURATION SMS GATEWAY CHANGED',
        origin,
        occurredAt: now,
        subjectId: gatewayId,
        subject: row.gateway,
        fields,
      });
  });
}

/** A report is signed with the secret of the time at which its message was sent: docs/decisions/0051. Each secret expires by itself. */
function keepFormerSecrets(
  row: SmsGateway,
  before: SmsGateway,
  { replace, now }: { replace: boolean; now: Date },
): void {
  const isOver = (until: Date | null | undefined) => replace || (until ? until <= now : false);
  if (isOver(row.formerTwilioUntil)) Object.assign(row, { formerTwilioAuthToken: null, formerTwilioUntil: null });
  if (isOver(row.formerHttpUntil)) Object.assign(row, { formerHttpSigningSecret: null, formerHttpUntil: null });
  if (replace) return;
  const until = new Date(now.getTime() + overlap);
  // A secret of another account or gateway cannot sign reports of this one.
  if (row.twilioAuthToken !== before.twilioAuthToken) {
    const former = row.twilioAccountSid === before.twilioAccountSid ? before.twilioAuthToken : null;
    Object.assign(row, { formerTwilioAuthToken: former, formerTwilioUntil: former ? until : null });
  }
  if (row.httpSigningSecret !== before.httpSigningSecret) {
    const former = row.httpUrl === before.httpUrl ? before.httpSigningSecret : null;
    Object.assign(row, { formerHttpSigningSecret: former, formerHttpUntil: former ? until : null });
  }
}

/**
 * Deletes the gateway with all its secrets: the environment's gateway applies again.
 * @throws CountersignError `not_found`, `configuration_changed`
 */
export async function deleteSmsGateway(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { origin, ifMatch }: { origin: RequestOrigin; ifMatch?: string | undefined },
): Promise<void> {
  await deps.em().transactional(async (em) => {
    const gateway = await findLockedGateway(em);
    if (!gateway) throw new CountersignError('not_found');
    checkTag(deps.keyring, gateway, ifMatch);
    em.remove(gateway);
    await recordConfigurationChange(em, {
      event: 'CONFIGURATION SMS GATEWAY DELETED',
      origin,
      occurredAt: deps.clock(),
      subjectId: gatewayId,
      subject: gateway.gateway,
      fields: [],
    });
  });
}
