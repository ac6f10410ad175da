import type { EntityManager } from '@mikro-orm/postgresql';
import type { CommandDeps } from '../../command-deps.ts';
import { changeRow } from '../change-row.ts';
import { invalidField } from '../conflicts.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { smtpServerFields } from '../../../domain/configuration/field-names.ts';
import { SmtpServer } from '../../../entities/configuration/smtp-server.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';

/** Id of the one row. */
export const smtpServerId = 'smtp-server';

/** What an operator decides about the server. */
type SmtpServerValues = Pick<SmtpServer, keyof typeof smtpServerFields>;

/** What there is before anything is configured; host and sender are needed. */
const noServer: SmtpServerValues = {
  host: '',
  port: 587,
  security: 'starttls',
  username: null,
  password: null,
  fromAddress: '',
  fromName: null,
  dkimDomain: null,
  dkimSelector: null,
  dkimPrivateKey: null,
};

/** One change of the server at a time, also of one that is not there yet. */
const lock = 'select pg_advisory_xact_lock(7100092)';

/** The server as it is configured, locked until the transaction ends. */
async function findLockedServer(em: EntityManager): Promise<SmtpServer | null> {
  await em.execute(lock, [], 'get', em.getTransactionContext());
  return em.findOne(SmtpServer, { id: smtpServerId });
}

/**
 * A server has a host and a sender, an account a name and a password, DKIM all three of its fields. Without TLS a mail and the account
 * can be read on the way: only a development machine may do that.
 * @throws CountersignError `invalid_request`
 */
function checkServer(server: SmtpServerValues, { isPlainAllowed }: { isPlainAllowed: boolean }): void {
  const { username, password } = server;
  for (const column of ['host', 'fromAddress'] as const)
    if (!server[column]) throw invalidField(smtpServerFields[column], 'missing', 'A server has a host and a sender.');
  if (Boolean(username) !== Boolean(password))
    throw invalidField(username ? 'password' : 'username', 'missing', 'An account is a username and a password.');
  const dkim = ['dkimDomain', 'dkimSelector', 'dkimPrivateKey'] as const;
  const missing = dkim.find((column) => !server[column]);
  if (missing && dkim.some((column) => server[column]))
    throw invalidField(smtpServerFields[missing], 'missing', 'DKIM is a domain, a selector and a key.');
  if (server.security === 'none' && !isPlainAllowed)
    throw invalidField('security', 'tls_needed', 'Mails go over TLS: `starttls` or `tls`.');
}

/**
 * The password is for one account on one server over one kind of connection: who may write it may not have it sent where it can be read.
 * @throws CountersignError `invalid_request` unless it comes anew, or goes.
 */
function checkServerMove(before: SmtpServerValues, values: Partial<SmtpServerValues>): void {
  const isMoved = (['host', 'port', 'security', 'username'] as const).some(
    (column) => values[column] !== undefined && values[column] !== before[column],
  );
  if (isMoved && before.password && values.password === undefined)
    throw invalidField(
      'password',
      'needed_with_host',
      'Send the password too, or null: another server or account is given only what its author knows.',
    );
}

interface Change {
  values: Partial<SmtpServerValues>;
  /** True: what is not sent is nothing again, the secrets too. False: it stays. */
  replace: boolean;
  /** Whether mails may go without TLS. */
  isPlainAllowed: boolean;
  origin: RequestOrigin;
  /** Tag of what the author of the change saw: `configuration_changed` when that was an older state. */
  ifMatch?: string | undefined;
}

/**
 * Configures the server for mails, in place of the environment's.
 * @throws CountersignError `invalid_request`, `configuration_changed`
 */
export async function changeSmtpServer(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { values, replace, isPlainAllowed, origin, ifMatch }: Change,
): Promise<void> {
  if (!replace && Object.keys(values).length === 0) return;
  await deps.em().transactional(async (em) => {
    const found = await findLockedServer(em);
    checkTag(deps.keyring, found ?? {}, ifMatch);
    if (found && !replace) checkServerMove(found, values);
    const row = found ?? em.create(SmtpServer, { id: smtpServerId, ...noServer }, { persist: true });
    const fields = changeRow(row, replace ? { ...noServer, ...values } : values, smtpServerFields);
    checkServer(row, { isPlainAllowed });
    if (fields.length > 0 || !found)
      await recordConfigurationChange(em, {
        event: 'CONFIGURATION SMTP SERVER CHANGED',
        origin,
        occurredAt: deps.clock(),
        subjectId: smtpServerId,
        fields,
      });
  });
}

/**
 * Deletes the server and its secrets: the environment's server applies again.
 * @throws CountersignError `not_found`, `configuration_changed`
 */
export async function deleteSmtpServer(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { origin, ifMatch }: { origin: RequestOrigin; ifMatch?: string | undefined },
): Promise<void> {
  await deps.em().transactional(async (em) => {
    const server = await findLockedServer(em);
    if (!server) throw new CountersignError('not_found');
    checkTag(deps.keyring, server, ifMatch);
    em.remove(server);
    await recordConfigurationChange(em, {
      event: 'CONFIGURATION SMTP SERVER DELETED',
      origin,
      occurredAt: deps.clock(),
      subjectId: smtpServerId,
      fields: [],
    });
  });
}
