/** What an operator may be (contract/end-user.md section 5). A type to the compiler, an array to the database. */
export const operatorRoles = ['ADMIN', 'OPERATOR', 'HELPDESK'] as const;

export type OperatorRole = (typeof operatorRoles)[number];
