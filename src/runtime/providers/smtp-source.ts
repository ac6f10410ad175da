import type { ConfigurationSource } from '../../commands/configuration/configuration-snapshot.ts';
import type { Environment } from '../../config/environment.ts';
import type { SmtpServer } from '../../entities/configuration/smtp-server.ts';
import type { SmtpSettings, SmtpSource } from '../../providers/email/smtp-settings.ts';

/** The current mail server: the configured one, else the environment's. */
export function createSmtpSource(environment: Environment, configuration: ConfigurationSource): SmtpSource {
  const byEnvironment = settingsOf(environment);
  return async () => {
    const { smtpServer } = await configuration.current();
    return smtpServer ? settingsOfRow(smtpServer, environment) : byEnvironment;
  };
}

/** The environment's server may have a private address. */
function settingsOf({ smtpUrl, smtpFromAddress: address, smtpFromName: name }: Environment): SmtpSettings | undefined {
  return smtpUrl && address ? { ...smtpUrl, from: { address, name }, isGuarded: false } : undefined;
}

/** A stored server without TLS is not used in production, however it was stored. */
function settingsOfRow(row: SmtpServer, { mode, callbackPrivateAddresses }: Environment): SmtpSettings | undefined {
  const { host, port, security, username, password, fromAddress, fromName } = row;
  if (security === 'none' && mode !== 'development') return undefined;
  const { dkimDomain: domain, dkimSelector: selector, dkimPrivateKey: privateKey } = row;
  return {
    host,
    port,
    security,
    credentials: username && password ? { username, password } : undefined,
    from: { address: fromAddress, name: fromName ?? undefined },
    dkim: domain && selector && privateKey ? { domain, selector, privateKey } : undefined,
    isGuarded: callbackPrivateAddresses !== 'allowed',
  };
}
