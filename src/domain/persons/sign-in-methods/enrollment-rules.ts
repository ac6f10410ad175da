import type { SignInMethodType } from './status.ts';

/** So many of a type a person may have (contract/portal.md section 3). E-mail addresses and phone numbers: `mostContacts`. */
export const mostMethods = { authenticator_app: 5, passkey: 10 } as const satisfies Partial<
  Record<SignInMethodType, number>
>;

/** Accounts at identity providers that a person may have connected. */
export const mostIdentities = 10;

/** Certificates that a person may have: the old and the new one, on a few devices. */
export const mostCertificates = 5;

/** Types that are added by proving that they work. */
export type EnrolledType = keyof typeof mostMethods;
export const enrolledTypes = Object.keys(mostMethods) as EnrolledType[];

/** Types that are contacts of the person: added and removed by a code that is sent there. */
export const contactTypes = ['email', 'phone'] as const satisfies readonly SignInMethodType[];
export type ContactType = (typeof contactTypes)[number];

/** How a code goes to a phone number. */
export const phoneChannels = ['sms', 'whatsapp'] as const;
export type ContactChannel = 'email' | (typeof phoneChannels)[number];

export function isContactType(type: SignInMethodType): type is ContactType {
  return contactTypes.some((one) => one === type);
}
