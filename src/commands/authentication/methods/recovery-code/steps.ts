import { useRecoveryCode } from '../../../persons/sign-in-methods/recovery-codes/use-recovery-code.ts';
import { hasMethod } from '../has-method.ts';
import { knownDeviceOf } from '../../known-devices/known-device.ts';
import type { MethodSteps } from '../method-steps.ts';
import type { CodeCredentials } from '../authenticator-app/steps.ts';

/** A recovery code of the person whose flow it is, which is used up. */
export const recoveryCodeSteps: MethodSteps<CodeCredentials> = {
  async begin(deps, { flow, credentials: { code }, device, origin }) {
    const personId = flow.personId ?? undefined;
    const knownDevice = await knownDeviceOf(deps, device, personId);
    const isRight = personId !== undefined && (await useRecoveryCode(deps, { personId, code, knownDevice, origin }));
    return isRight ? { proven: { personId } } : { refused: { code: 'code_wrong', personId } };
  },
  isSetUp: (deps, personId) => hasMethod(deps, personId, 'recovery_codes'),
};
