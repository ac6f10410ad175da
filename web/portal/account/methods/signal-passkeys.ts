import type { AcceptedPasskeys } from '../../api/methods.ts';

interface Signalling {
  signalAllAcceptedCredentials?: (accepted: {
    rpId: string;
    userId: string;
    allAcceptedCredentialIds: string[];
  }) => Promise<void>;
}

/** Tells the browser which passkeys sign in (WebAuthn Signal API): it offers those no more that were removed. Not every browser listens. */
export function signalPasskeys({ rp_id, user_id, credential_ids }: AcceptedPasskeys): void {
  if (!('PublicKeyCredential' in window)) return;
  const { PublicKeyCredential: credentials } = window as unknown as { PublicKeyCredential: Signalling };
  // Nothing depends on it: a passkey that is offered all the same is refused.
  void credentials
    .signalAllAcceptedCredentials?.({ rpId: rp_id, userId: user_id, allAcceptedCredentialIds: credential_ids })
    .catch(() => undefined);
}
