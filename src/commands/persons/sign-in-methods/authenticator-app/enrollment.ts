import encodeQR from 'qr';
import {
  appSecretLength,
  setUpApp,
  stepOfCode,
} from '../../../../domain/persons/sign-in-methods/authenticator-app/one-time-code.ts';
import type { MethodEnrollment } from '../enrollment/method-enrollment.ts';

/** An authenticator app: the secret is shown once, and a code proves that the app has it. */
export const appEnrollment: MethodEnrollment = {
  async begin({ random, relyingParty }, { account }) {
    const { secret, uri } = setUpApp(random(appSecretLength), { issuer: relyingParty.name, account });
    return { secret, shown: { secret, otpauth_uri: uri, qr_svg: encodeQR(uri, 'svg') } };
  },
  async verify({ clock }, secret, proof) {
    const step = 'code' in proof ? stepOfCode(secret, proof.code, clock()) : undefined;
    // That step is used up: its code signs in no more.
    return step === undefined ? undefined : { secret, counter: step };
  },
};
