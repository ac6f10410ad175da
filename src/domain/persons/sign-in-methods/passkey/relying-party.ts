/** Whom a passkey is bound to: it signs for no other site, which is why phishing cannot get it. */
export interface RelyingParty {
  /** Host name. */
  id: string;
  /** As the browser's dialogue shows it. */
  name: string;
  /** Origins of the pages that use it. */
  origins: string[];
}

/**
 * The relying party of an installation.
 * @param publicUrl an origin. An IP address can be no relying party: in development the pages of this machine are opened as `localhost`.
 * @param relatedOrigins other origins on which its passkeys are used (WebAuthn level 3, section 5.11).
 */
export function relyingPartyOf(publicUrl: string, relatedOrigins: readonly string[] = []): RelyingParty {
  const url = new URL(publicUrl);
  if (['127.0.0.1', '[::1]'].includes(url.hostname)) url.hostname = 'localhost';
  return { id: url.hostname, name: 'Countersign', origins: [...new Set([url.origin, ...relatedOrigins])] };
}
