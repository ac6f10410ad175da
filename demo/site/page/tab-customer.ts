const KEY = 'northwind.customer';
/** Names no customer: after signing out, this tab does not switch to the customer of another tab. */
const NO_CUSTOMER = '-';

/** The customer of this tab, stored for its life. Not a secret: the session is in a cookie that scripts cannot read. */
export const tabCustomer = {
  /** Undefined in a new tab: the server then uses the customer who signed in last in this browser. */
  get: (): string | undefined => sessionStorage.getItem(KEY) ?? undefined,
  keep: (userId: string) => sessionStorage.setItem(KEY, userId),
  forget: () => sessionStorage.setItem(KEY, NO_CUSTOMER),
};
