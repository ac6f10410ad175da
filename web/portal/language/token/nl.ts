/** The texts of the page of an action token in Dutch. */
export const tokenTexts = {
  token: {
    signInTitle: 'Inloggen met deze link',
    activateTitle: 'Uw account activeren',
    activateAndSignInTitle: 'Uw account activeren',
    text: 'Er is nog niets gebeurd. Kijk wat de link doet, en ga dan verder.',
    account: 'Account',
    effects: 'Als u verdergaat',
    otherOut: 'wordt het account dat hier nu is ingelogd, uitgelogd.',
    goOn: 'gaat u daarna naar',
    codeHint: 'U hebt hem op een andere manier gekregen dan deze link.',
    signIn: 'Inloggen',
    activate: 'Mijn account activeren',
    activateAndSignIn: 'Activeren en inloggen',
    notYou: 'Is dit niet uw account, of hebt u niet om de link gevraagd? Sluit deze pagina dan.',
    goneTitle: 'Open de link opnieuw',
    goneText: 'Voor uw veiligheid bewaart de pagina geen link. Open hem opnieuw in het bericht dat u kreeg, of log in.',
    invalidTitle: 'Deze link werkt niet',
    invalidText:
      'Hij is al gebruikt, is verlopen, of is voor de browser waarin erom is gevraagd. Vraag om een nieuwe, of log in.',
    newHint: 'Om uw account te activeren. Open de nieuwe link in deze browser.',
    newSend: 'Stuur mij een nieuwe link',
    newSent:
      'Als er bij dit adres een account is dat nog niet is geactiveerd, is er een nieuwe link onderweg. Open hem in deze browser.',
    failedTitle: 'Het is niet gelukt',
    failedText:
      'Een stap is mislukt, en wat ervoor kwam is teruggedraaid. De link werkt niet meer: vraag om een nieuwe, of log in.',
    doneTitle: 'Uw account is actief',
    doneText: 'U kunt vanaf nu inloggen.',
  },
  tokenEffect: {
    PERSON_ACTIVATION: 'wordt uw account geactiveerd.',
    COUPLE_EXTERNAL_IDP_FROM_PARAMETERS: 'wordt een ander account van u gekoppeld, zodat u ermee kunt inloggen.',
    COUPLE_EXTERNAL_IDP_FROM_SESSION: 'wordt een ander account van u gekoppeld, zodat u ermee kunt inloggen.',
    LOGIN: 'bent u ingelogd in deze browser.',
    LOGIN_APP2WEB: 'bent u ingelogd in deze browser, net als in uw app.',
  },
};
