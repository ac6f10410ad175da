import type { ErrorCode } from '../../../errors/error-catalogue.ts';
import type { GeneralSettings } from '../../configuration/general-settings.ts';
import type { AuthenticatorKind } from '../../devices/authenticators/authenticator-name.ts';
import type { MethodChannel, MethodName } from '../../configuration/mobile-authentication-types/method-names.ts';

/** Prerequisites of methods in an initialisation. */
export interface Prerequisites {
  /** A phone enrolled for push was found for the user and the device named. */
  pushEnrolled: boolean;
  /** Whether the registration has a PIN and a valid refresh token. */
  factorReady: boolean;
  /** E.164, or undefined when missing or wrong. */
  phoneNumber: string | undefined;
}

/** The rules of one method. A new method is a new file of these, and one that dispatches it in activities/. */
export interface MethodRules {
  name: MethodName;
  /** How it reaches the user. */
  channel: MethodChannel;
  /** Source of the decision: the app with a signed answer, or a code that is entered on the site. */
  decidedBy: 'app' | 'code';
  /** Required parameters of the method. The parameter of the phone depends on the version of the API. */
  requiredParameters: readonly ('user_id' | 'phone' | 'callback_uri')[];
  /** Forbidden parameters. */
  refusedParameters: readonly ('user_id' | 'phone')[];
  /** Kinds of authenticators that may prove an approval; none = the device key is enough. */
  factors: readonly AuthenticatorKind[];
  /** Whether the answer names the device. */
  namesDevice: boolean;
  /** The refusal when an operator switched the method off, else undefined. */
  switchedOff(general: GeneralSettings): ErrorCode | undefined;
  /** The refusal when it cannot be initialised, else undefined. */
  missing(prerequisites: Prerequisites): ErrorCode | undefined;
}
