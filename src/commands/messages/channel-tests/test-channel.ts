import { runStatement } from '../../../database/prepared-statement.ts';
import { columnsOf } from '../../../database/entity-columns.ts';
import { mailTemplates, messageOfKey } from '../../../domain/configuration/message-templates/mail/mail-templates.ts';
import { samplesFor } from '../../../domain/configuration/message-templates/preview-template.ts';
import { rateLimit } from '../../../domain/rate-limits/limits.ts';
import { CallbackEndpoint } from '../../../entities/configuration/callback-endpoint.ts';
import { PushEnrollment } from '../../../entities/push/push-enrollment.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { invalidField } from '../../configuration/conflicts.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { writeEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { findContacts } from '../../persons/sign-in-methods/contacts/find-contact.ts';
import { renderMail, renderText } from '../delivery/render-message.ts';
import { createRateLimit } from '../../rate-limits/rate-limit.ts';
import type { ChannelTester, ChannelTestResult, TestedPhone } from './channel-tester.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'> & {
  configuration: ConfigurationSource;
  channelTester: ChannelTester;
};

/** An operator who asks for a test. What is sent goes to what is theirs alone: no other person is sent anything by it. */
export interface AskedTest {
  operatorId: string;
  origin: RequestOrigin;
}

export interface ChannelTest extends ChannelTestResult {
  /** Where it went: an address or number of the operator, the name of their phone, or the URL. */
  destination: string;
  tookMs: number;
}

/**
 * Sends a mail or a text message to the verified address or number of the operator that is used first.
 * @throws CountersignError `no_own_contact`, `slow_down`
 */
export async function testMessages(deps: Deps, asked: AskedTest, channel: 'email' | 'sms'): Promise<ChannelTest> {
  const destination = await findOwnContact(deps, asked, channel);
  return run(deps, asked, { channel, destination, send: () => deps.channelTester[channel](destination) });
}

/**
 * Sends the mail or the text message that a template is of to the operator, in one language, as it is saved and with samples for what is only
 * known when it is sent.
 * @throws CountersignError `not_found` for a template of neither, `no_own_contact`, `slow_down`
 */
export async function testTemplate(
  deps: Deps,
  asked: AskedTest,
  { key, locale }: { key: string; locale: string },
): Promise<ChannelTest> {
  const message = messageOfKey(key);
  if (!message) throw new CountersignError('not_found');
  const destination = await findOwnContact(deps, asked, message.channel);
  const { messageTemplates: templates, general } = await deps.configuration.current();
  const data = samplesFor(mailTemplates[message.template].variables);
  const words = { templates, supported: general.supported_locales, locale, data };
  const about = { channel: message.channel, destination, subjectId: key };
  if (message.channel === 'email') {
    const mail = await renderMail({ ...words, template: message.template }).catch(notRendered);
    return run(deps, asked, { ...about, send: () => deps.channelTester.email(destination, mail) });
  }
  const body = await renderText({ ...words, template: message.template }).catch(notRendered);
  return run(deps, asked, { ...about, send: () => deps.channelTester.sms(destination, body) });
}

function notRendered(): never {
  throw invalidField('template', 'template_failed', 'The template cannot be rendered.');
}

async function findOwnContact(deps: Deps, { operatorId }: AskedTest, channel: 'email' | 'sms'): Promise<string> {
  const type = channel === 'email' ? 'email' : 'phone';
  const contacts = await findContacts(deps.em(), deps.keyring, operatorId);
  const own = contacts.filter((contact) => contact.type === type);
  const contact = own.find(({ isPrimary }) => isPrimary) ?? own[0];
  if (!contact) throw nothingOwn();
  return contact.destination;
}

/**
 * Sends a push by one configuration to a phone of the operator that is enrolled for push in an application that uses it.
 * @throws CountersignError `not_found`, `no_own_contact`, `slow_down`
 */
export async function testPush(deps: Deps, asked: AskedTest, configurationId: string): Promise<ChannelTest> {
  const { pushConfigurations } = await deps.configuration.current();
  if (!pushConfigurations.has(configurationId)) throw new CountersignError('not_found');
  const phone = await findOwnPhone(deps, asked.operatorId, configurationId);
  if (!phone) throw nothingOwn();
  const { name: destination, ...tested } = phone;
  const send = () => deps.channelTester.push(tested);
  return run(deps, asked, { channel: 'push', destination, subjectId: configurationId, send });
}

/**
 * Posts a test to a callback endpoint, signed and with its credentials as a callback is.
 * @throws CountersignError `not_found`, `slow_down`
 */
export async function testCallback(deps: Deps, asked: AskedTest, endpointId: string): Promise<ChannelTest> {
  const endpoint = await deps.em().findOne(CallbackEndpoint, { id: endpointId });
  if (!endpoint) throw new CountersignError('not_found');
  const send = () => deps.channelTester.callback(endpoint);
  return run(deps, asked, { channel: 'callback', destination: endpoint.url, subjectId: endpointId, send });
}

interface Run {
  channel: 'email' | 'sms' | 'push' | 'callback';
  destination: string;
  subjectId?: string;
  send: () => Promise<ChannelTestResult>;
}

/** The event is written before the provider is asked: what was sent is never without one. */
async function run(deps: Deps, { operatorId, origin }: AskedTest, { channel, destination, subjectId, send }: Run) {
  await createRateLimit(deps, rateLimit('channel-test:operator')).count(`${operatorId} ${channel}`);
  const startedAt = deps.clock();
  const about = { ...originOf(origin), subjectId: subjectId ?? null, detail: channel };
  await writeEvent(deps, { name: 'CONFIGURATION CHANNEL TESTED', occurredAt: startedAt, ...about });
  const result = await send();
  return { ...result, destination, tookMs: deps.clock().getTime() - startedAt.getTime() };
}

async function findOwnPhone(
  deps: Deps,
  operatorId: string,
  configurationId: string,
): Promise<(TestedPhone & { name: string }) | undefined> {
  const em = deps.em();
  const columns = columnsOf(em, PushEnrollment, 'p');
  const rows = await runStatement<{ applicationVersion: string; deviceName: string }>(em, {
    sql: `select ${columns.select}, d.application_version_id as "applicationVersion", d.name as "deviceName"
            from push_enrollment p join registration r on r.id = p.registration_id join device d on d.id = r.device_id
           where r.user_id = ? and p.status = 'enrolled' order by p.enrolled_at desc`,
    parameters: [operatorId],
  });
  const { applicationVersions, pushConfigurations } = await deps.configuration.current();
  const configuration = pushConfigurations.get(configurationId);
  for (const row of rows) {
    const version = applicationVersions.get(row.applicationVersion);
    if (!configuration || version?.pushConfiguration !== configurationId) continue;
    const enrollment = columns.read(row);
    if (enrollment) return { token: enrollment.pushToken, version, configuration, name: row.deviceName };
  }
  return undefined;
}

/** The configuration API says `conflict` of every one: its details tell them apart. */
function nothingOwn(): CountersignError {
  return new CountersignError('no_own_contact', { extra: { details: [{ code: 'no_own_contact' }] } });
}
