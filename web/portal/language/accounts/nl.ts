import type { accountsTexts as english } from './en.ts';

/** De teksten van de pagina waarop iemand een account kiest. */
export const accountsTexts: typeof english = {
  accounts: {
    title: 'Kies een account',
    intro: 'om verder te gaan naar {{client}}',
    signedOut: 'Uitgelogd',
    another: 'Een ander account gebruiken',
    forget: 'Een account uit deze browser verwijderen',
    forgetTitle: 'Welk account moet deze browser vergeten?',
    forgetIntro: 'Het wordt hier uitgelogd. Opnieuw inloggen kan altijd.',
    keep: 'Terug naar de accounts',
    none: 'Deze browser heeft geen accounts meer.',
  },
};
