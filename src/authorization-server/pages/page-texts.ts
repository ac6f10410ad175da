/** Texts of the pages that the authorization server makes itself. Those with `client` or `code` in them are escaped where they are used. */
const en = {
  language: 'en',
  errorTitle: 'You cannot be signed in this way',
  errorText:
    'Go back to the site that you came from and start again. If this happens every time, tell the site what follows.',
  addressTitle: 'This address is wrong',
  addressText: 'Go back to the site that you came from and start again.',
  tooManyTitle: 'Too many sign-ins',
  tooManyText: 'Wait a minute, go back to the site and start again.',
  signOutTitle: 'Sign out?',
  signOut: 'Sign out',
  stay: 'Stay signed in',
  signedOutTitle: 'You are signed out',
  signedOutText: 'You can close this page.',
  deviceTitle: 'Sign in on a device',
  deviceText: 'A television, a printer or a program without a browser shows a code and this address.',
  deviceCode: 'Code that the device shows',
  next: 'Continue',
  cancel: 'Cancel',
  confirmTitle: (client: string) => `Sign in to ${client} on a device?`,
  confirmCode: 'The device has to show this code:',
  confirmWarning:
    'Continue only if you have started this yourself, on a device that you can see. Do not continue if another person sent you the code or this address.',
  deviceDoneTitle: 'Your device is signed in',
  deviceDoneText: 'You can close this page and go on at the device.',
  deviceNoCode: 'Type the code that the device shows.',
  deviceWrongCode: 'This code is wrong or has expired. Check it, or start again on the device.',
  deviceAborted: 'The device was not signed in. You can close this page.',
  deviceTooMany: 'There were too many wrong codes. Wait ten minutes, and start again on the device.',
  deviceFailed: 'The device could not be signed in. Start again on the device.',
};

export type PageTexts = typeof en;

const nl: PageTexts = {
  language: 'nl',
  errorTitle: 'Zo kunt u niet inloggen',
  errorText:
    'Ga terug naar de site waar u vandaan komt en begin opnieuw. Gebeurt dit elke keer, geef de site dan door wat hieronder staat.',
  addressTitle: 'Dit adres klopt niet',
  addressText: 'Ga terug naar de site waar u vandaan komt en begin opnieuw.',
  tooManyTitle: 'Te veel pogingen om in te loggen',
  tooManyText: 'Wacht een minuut, ga terug naar de site en begin opnieuw.',
  signOutTitle: 'Uitloggen?',
  signOut: 'Uitloggen',
  stay: 'Ingelogd blijven',
  signedOutTitle: 'U bent uitgelogd',
  signedOutText: 'U kunt deze pagina sluiten.',
  deviceTitle: 'Inloggen op een apparaat',
  deviceText: 'Een televisie, een printer of een programma zonder browser toont een code en dit adres.',
  deviceCode: 'Code die het apparaat toont',
  next: 'Verder',
  cancel: 'Annuleren',
  confirmTitle: (client) => `Inloggen bij ${client} op een apparaat?`,
  confirmCode: 'Het apparaat moet deze code tonen:',
  confirmWarning:
    'Ga alleen verder als u hier zelf mee bent begonnen, op een apparaat dat u kunt zien. Ga niet verder als iemand anders u de code of dit adres heeft gestuurd.',
  deviceDoneTitle: 'Uw apparaat is ingelogd',
  deviceDoneText: 'U kunt deze pagina sluiten en verdergaan op het apparaat.',
  deviceNoCode: 'Vul de code in die het apparaat toont.',
  deviceWrongCode: 'Deze code is onjuist of verlopen. Controleer de code, of begin opnieuw op het apparaat.',
  deviceAborted: 'Het apparaat is niet ingelogd. U kunt deze pagina sluiten.',
  deviceTooMany: 'Er waren te veel onjuiste codes. Wacht tien minuten en begin opnieuw op het apparaat.',
  deviceFailed: 'Het apparaat kon niet worden ingelogd. Begin opnieuw op het apparaat.',
};

export const pageTexts = { en, nl };
