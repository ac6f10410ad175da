/** `pending`: the client has not accepted the logout token yet. */
export const logoutStatuses = ['pending', 'delivered', 'failed'] as const;
export type LogoutStatus = (typeof logoutStatuses)[number];
