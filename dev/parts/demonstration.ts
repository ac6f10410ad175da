/** The customers of the demonstration, who can sign in with a password. The passwords are public, like the rest of the demonstration. */
export const demoCustomers = ['alex', 'noor', 'sam'].map((id) => ({
  id,
  username: id,
  name: `${id.charAt(0).toUpperCase()}${id.slice(1)}`,
  email: `${id}@example.com`,
  password: 'solar panels on the roof',
}));
export type DemoCustomer = (typeof demoCustomers)[number];
/** The OAuth client of the demonstration's club: a page without a server of its own, so it has no secret. */
export const clubClientId = 'northwind-club';
