import { domainToASCII } from 'node:url';

/** An e-mail address that mail can be sent to. */
export interface EmailAddress {
  /** As it was written, its domain in ASCII: `Zoe@xn--caf-dma.example`. */
  address: string;
  /** What makes it one: the same in lower case. */
  key: string;
}

/** Characters of an address (RFC 5321 section 4.5.3.1.3), and of what stands before its `@`. */
const longest = { address: 254, local: 64 };
/** A dot-string (RFC 5321 section 4.1.2). No quoted ones: a blank or a line break in one ends up in a header. */
const dotString = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const asciiDomain = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** Letters, digits and marks of any script. The conversion to ASCII forgives more: invisible characters, percent signs, other full stops. */
const domainLetters = /^[\p{L}\p{N}\p{M}.-]+$/u;

/**
 * Reads an e-mail address; undefined for what is none. What stands before the `@` is ASCII: letters of other scripts that look alike
 * would be another mailbox. A domain of other scripts is kept in its ASCII form, which looks like nothing else. Nothing else is
 * repaired or folded: dots and `+tags` mean something to some mail servers, and to others not (docs/decisions/0093).
 */
export function readEmailAddress(text: string): EmailAddress | undefined {
  const at = text.lastIndexOf('@');
  if (at < 1 || text.length > longest.address) return undefined;
  const local = text.slice(0, at);
  const domain = readDomain(text.slice(at + 1));
  if (!domain || local.length > longest.local || !dotString.test(local)) return undefined;
  const address = `${local}@${domain}`;
  return address.length > longest.address ? undefined : { address, key: address.toLowerCase() };
}

function readDomain(text: string): string | undefined {
  if (!domainLetters.test(text)) return undefined;
  const domain = domainToASCII(text).toLowerCase();
  return asciiDomain.test(domain) ? domain : undefined;
}
