/** For whom a policy is: one person, one client, or all for which there is no other. */
export const policyKinds = ['default', 'client', 'user'] as const;
