import type { SignInMethodType } from './status.ts';

/** So many of a type a person may have (contract/portal.md section 3). E-mail addresses and phone numbers: `mostContacts`. */
export const mostMethods = { authenticator_app: 5, passkey: 10 } as const satisfies Partial<
  Record<SignInMethodType, number>
>;

/** Types that are added by proving that they work. */
export type EnrolledType = keyof typeof mostMethods;
export const enrolledTypes = Object.keys(mostMethods) as EnrolledType[];
