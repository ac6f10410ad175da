import { errors } from 'oidc-provider';
import type { Device } from '../../../entities/people/device.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { readFactorJwk } from '../../../security/factors/factor-key.ts';
import type { FactorJwk } from '../../../security/factors/factor-key.ts';
import type { AuthorizationServerDeps } from '../../authorization-server-deps.ts';
import type { EnrollmentCodeContext } from './enrollment-code-context.ts';

/**
 * The PIN that a user sets while connecting, read before the code is looked at: a refused key leaves the code as it was.
 * @returns undefined when the request has none.
 * @throws InvalidRequest: not a key, or the application has no PIN.
 */
export async function readPinKey(deps: Pick<AuthorizationServerDeps, 'configuration'>, ctx: EnrollmentCodeContext, device: Device): Promise<FactorJwk | undefined> {
  const { pin_key: text } = ctx.oidc.params;
  if (!text) return undefined;
  const pinKey = parse(text);
  const { applications, applicationVersions } = await deps.configuration.current();
  const application = applications.get(applicationVersions.get(device.applicationVersion)?.application ?? '');
  if (!application?.pinEnabled) throw new errors.InvalidRequest('authenticator_disabled');
  return pinKey;
}

function parse(text: string): FactorJwk {
  try {
    return readFactorJwk('EdDSA', JSON.parse(text));
  } catch (cause) {
    if (cause instanceof CountersignError || cause instanceof SyntaxError) throw new errors.InvalidRequest('invalid_authenticator_key', undefined, { cause });
    throw cause;
  }
}
