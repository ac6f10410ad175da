import { runStatement } from '../../../database/prepared-statement.ts';
import type { CommandDeps } from '../../command-deps.ts';

export interface AuthenticatorList {
  authenticators: { name: string; createdAt: Date }[];
  /** 0 = unlimited. */
  maxPinAttempts: number;
  /** Undefined without a PIN or a limit. */
  attemptsLeft?: number;
}

interface Row {
  maxPinAttempts: number;
  name: string | null;
  createdAt: Date;
  failedAttempts: number;
}

const find = `
  select a.max_pin_attempts as "maxPinAttempts", k.name, k.created_at as "createdAt", k.failed_attempts as "failedAttempts"
  from registration r
  join device d on d.id = r.device_id
  join application_version v on v.id = d.application_version_id
  join application a on a.id = v.application_id
  left join authenticator_key k on k.registration_id = r.id
    and case k.name when 'pin' then true when 'fingerprint' then a.fingerprint_enabled else a.custom_authenticator_enabled end
  where r.id = ?
  order by k.name = 'pin' desc, k.name`;

/** The authenticators that a registration can use now, the PIN first. A PIN stays usable when its switch is turned off later. */
export async function listAuthenticators(
  deps: Pick<CommandDeps, 'em'>,
  registrationId: string,
): Promise<AuthenticatorList> {
  const rows = await runStatement<Row>(deps.em(), { sql: find, parameters: [registrationId] });
  const maxPinAttempts = rows[0]?.maxPinAttempts ?? 0;
  const authenticators = rows.flatMap(({ name, createdAt }) =>
    name === null ? [] : [{ name, createdAt: new Date(createdAt) }],
  );
  const pin = rows.find(({ name }) => name === 'pin');
  const hasLimit = pin !== undefined && maxPinAttempts > 0;
  return {
    authenticators,
    maxPinAttempts,
    ...(hasLimit && { attemptsLeft: Math.max(0, maxPinAttempts - pin.failedAttempts) }),
  };
}
