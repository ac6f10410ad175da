import { verifyAppCode } from '../../../persons/sign-in-methods/authenticator-app/verify-app-code.ts';
import { hasMethod } from '../has-method.ts';
import { knownDeviceOf } from '../../known-devices/known-device.ts';
import type { MethodSteps } from '../method-steps.ts';

export interface CodeCredentials {
  code: string;
}

/** A code of an authenticator app, of the person whose flow it is. */
export const authenticatorAppSteps: MethodSteps<CodeCredentials> = {
  async begin(deps, { flow, credentials: { code }, device, origin }) {
    const personId = flow.personId ?? undefined;
    const knownDevice = await knownDeviceOf(deps, device, personId);
    const isRight = personId !== undefined && (await verifyAppCode(deps, { personId, code, knownDevice, origin }));
    return isRight ? { proven: { personId } } : { refused: { code: 'code_wrong', personId } };
  },
  isSetUp: (deps, personId) => hasMethod(deps, personId, 'authenticator_app'),
};
