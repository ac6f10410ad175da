/** Texts of the page on which a person chooses an account, in English. */
export const accountsTexts = {
  accounts: {
    title: 'Choose an account',
    intro: 'to go on to {{client}}',
    signedOut: 'Signed out',
    another: 'Use another account',
    forget: 'Remove an account from this browser',
    forgetTitle: 'Which account should this browser forget?',
    forgetIntro: 'It is signed out here. Its person can sign in again at any time.',
    keep: 'Back to the accounts',
    none: 'This browser has no accounts any more.',
  },
};
