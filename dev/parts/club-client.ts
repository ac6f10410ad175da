/** The OAuth client of the demonstration's club: a page without a server of its own, so it has no secret. */
export const clubClientId = 'northwind-club';
