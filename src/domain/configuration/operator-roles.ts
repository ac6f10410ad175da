/** Roles of operators (contract/end-user.md section 5). */
export const operatorRoles = ['ADMIN', 'OPERATOR', 'HELPDESK'] as const;

export type OperatorRole = (typeof operatorRoles)[number];
