/**
 * What a person proves themselves by, as it is stored. A verified `email` or `phone` is a contact of the person (`person_email`,
 * `person_phone`); one that is not verified yet waits here. Phones with the app are devices.
 */
export const signInMethodTypes = [
  'password',
  'authenticator_app',
  'passkey',
  'recovery_codes',
  'email',
  'phone',
  'identity',
  'certificate',
] as const;
export type SignInMethodType = (typeof signInMethodTypes)[number];

/** What a person is told of when it changes: a sign-in method, or a phone with the app, which is a device. */
export const changedTypes = [...signInMethodTypes, 'countersign'] as const;
export type ChangedType = (typeof changedTypes)[number];

/** `pending`: added and not verified; `active`: signs in; `removal_pending`: said to be lost, signs in until its removal is due. */
export const signInMethodStatuses = ['pending', 'active', 'removal_pending'] as const;
export type SignInMethodStatus = (typeof signInMethodStatuses)[number];

/** What became of a sign-in method, as its person is told by mail. `changed`: the same method has another secret. */
export const methodChangeKinds = ['added', 'replaced', 'changed', 'removed', 'reported_lost', 'made_primary'] as const;
export type MethodChangeKind = (typeof methodChangeKinds)[number];
