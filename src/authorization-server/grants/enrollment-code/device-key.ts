import { errors } from 'oidc-provider';
import type { Provider } from 'oidc-provider';
import { checkDpopReplay, checkDpopRequired, validateDpop } from 'oidc-provider/lib/helpers/grants.js';
import { Device } from '../../../entities/people/device.ts';
import { deviceIdOf } from '../../../security/dpop.ts';
import type { AuthorizationServerDeps } from '../../authorization-server-deps.ts';
import type { EnrollmentCodeContext } from './enrollment-code-context.ts';

/** The installation that asks. Its client was found by the provider, so it is there unless it was deleted just now. */
export async function loadDevice(deps: Pick<AuthorizationServerDeps, 'em'>, ctx: EnrollmentCodeContext): Promise<Device> {
  const device = await deps.em().findOne(Device, { clientId: ctx.oidc.client.clientId });
  if (!device) throw new errors.InvalidClientAuth({ detail: 'the installation is gone' });
  return device;
}

/**
 * The proof must be by the device key itself, and be new: the tokens will be bound to that key.
 * @returns its thumbprint.
 */
export async function checkDeviceKey(provider: Provider, ctx: EnrollmentCodeContext, device: Device): Promise<string> {
  const proof = await validateDpop(provider, ctx);
  checkDpopRequired(provider, ctx, proof, errors.InvalidDpopProof);
  if (!proof) throw new errors.InvalidDpopProof('DPoP proof is missing');
  if (deviceIdOf(proof.thumbprint) !== device.id) throw new errors.InvalidDpopProof('DPoP proof is not by the device key');
  await checkDpopReplay(provider, ctx, proof, device.clientId, errors.InvalidDpopProof);
  return proof.thumbprint;
}
