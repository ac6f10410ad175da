import type { ErrorCode } from '../../../errors/error-catalogue.ts';
import type { GeneralSettings } from '../../configuration/general-settings.ts';
import type { AuthenticatorKind } from '../../authenticators/authenticator-name.ts';
import type { MethodName } from '../method-names.ts';

/** What an initialisation brings that a method may need. */
export interface Prerequisites {
  /** A phone enrolled for push was found for the user and the device named. */
  pushEnrolled: boolean;
  /** Its user has a PIN there, and a refresh token that is good. */
  factorReady: boolean;
  /** E.164, or undefined when missing or wrong. */
  phoneNumber: string | undefined;
}

/** The rules of one method. A new method is a new file of these, and one that dispatches it in activities/. */
export interface MethodRules {
  name: MethodName;
  /** How it reaches the user. */
  channel: 'push' | 'sms' | 'otp';
  /** Who decides: the app with a signed answer, or a code that is entered on the site. */
  decidedBy: 'app' | 'code';
  /** What must be there when the type asks for this method; how a phone is named depends on the version of the API. */
  requiredParameters: readonly ('user_id' | 'phone' | 'callback_uri')[];
  /** Parameters that must not be there. */
  refusedParameters: readonly ('user_id' | 'phone')[];
  /** Kinds of authenticators one of which has to prove an approval; none = the device key alone is enough. */
  factors: readonly AuthenticatorKind[];
  /** Whether the answer names the device. */
  namesDevice: boolean;
  /** The refusal when an operator switched the method off, else undefined. */
  switchedOff(general: GeneralSettings): ErrorCode | undefined;
  /** The refusal when it cannot be initialised, else undefined. */
  missing(prerequisites: Prerequisites): ErrorCode | undefined;
}
