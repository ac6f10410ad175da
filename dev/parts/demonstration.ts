/** The customers of the demonstration, who can sign in with a password. The passwords are public, like the rest of the demonstration. */
export const demoCustomers = ['alex', 'noor', 'sam'].map((id) => ({
  id,
  username: id,
  name: `${id.charAt(0).toUpperCase()}${id.slice(1)}`,
  email: `${id}@example.com`,
  password: 'solar panels on the roof',
}));
export type DemoCustomer = (typeof demoCustomers)[number];
/** The operators of the demonstration: an Administrator, a Contributor and an Observer. Their password is public as well. */
export const demoOperators = {
  admin: { username: 'admin', password: 'wind turbines at sea' },
  operator: { username: 'operator', password: 'wind turbines at sea' },
  helpdesk: { username: 'helpdesk', password: 'wind turbines at sea' },
};
export type DemonstrationOperators = typeof demoOperators;
/** The OAuth client of the demonstration's club: a page without a server of its own, so it has no secret. */
export const clubClientId = 'northwind-club';
