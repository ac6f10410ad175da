import { runStatement } from '../../../database/prepared-statement.ts';
import { columnsOf } from '../../../database/entity-columns.ts';
import { rateLimit } from '../../../domain/rate-limits/limits.ts';
import { CallbackEndpoint } from '../../../entities/configuration/callback-endpoint.ts';
import { PushEnrollment } from '../../../entities/push/push-enrollment.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { writeEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { findContacts } from '../../persons/sign-in-methods/contacts/find-contact.ts';
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
  const type = channel === 'email' ? 'email' : 'phone';
  const contacts = await findContacts(deps.em(), deps.keyring, asked.operatorId);
  const own = contacts.filter((contact) => contact.type === type);
  const contact = own.find(({ isPrimary }) => isPrimary) ?? own[0];
  if (!contact) throw nothingOwn();
  const { destination } = contact;
  return run(deps, asked, { channel, destination, send: () => deps.channelTester[channel](destination) });
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
