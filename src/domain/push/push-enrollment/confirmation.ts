import type { Sealed } from '../../sealed.ts';

/** A nonce that the app returned; the API compared it, the workflow counts it. */
export interface ConfirmationInput {
  /** `Message-Id` of the request: the update id, so a repeated message is one attempt. */
  messageId: string;
  correct: boolean;
}

/** Evidence of a proven token: the update of this name with the API's seal. */
export type Confirmation = Sealed<ConfirmationInput>;
export const confirmationUpdate = 'confirm';
