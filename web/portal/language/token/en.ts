/** Texts of the page of an action token, in English. */
export const tokenTexts = {
  token: {
    signInTitle: 'Sign in by this link',
    activateTitle: 'Activate your account',
    activateAndSignInTitle: 'Activate your account',
    text: 'Nothing has happened yet. Check what the link does, then go on.',
    account: 'Account',
    effects: 'When you go on',
    otherOut: 'the account that is signed in here now is signed out.',
    goOn: 'you then continue at',
    codeHint: 'It reached you by another way than this link.',
    signIn: 'Sign in',
    activate: 'Activate my account',
    activateAndSignIn: 'Activate and sign in',
    notYou: 'Is this not your account, or did you not ask for the link? Then close this page.',
    goneTitle: 'Open the link again',
    goneText: 'For your safety the page keeps no link. Open it again from the message that you got, or sign in.',
    invalidTitle: 'This link does not work',
    invalidText:
      'It was used before, has expired, or is meant for the browser in which it was asked for. Ask for a new one, or sign in.',
    newHint: 'To activate your account. Open the new link in this browser.',
    newSend: 'Send me a new link',
    newSent:
      'If an account with this address waits to be activated, a new link is on its way. Open it in this browser.',
    failedTitle: 'It could not be done',
    failedText:
      'A step failed, and what came before it was undone. The link cannot be used again: ask for a new one, or sign in.',
    doneTitle: 'Your account is active',
    doneText: 'From now on you can sign in.',
  },
  tokenEffect: {
    PERSON_ACTIVATION: 'your account is activated.',
    COUPLE_EXTERNAL_IDP_FROM_PARAMETERS: 'another account of yours is connected, so that you can sign in with it.',
    COUPLE_EXTERNAL_IDP_FROM_SESSION: 'another account of yours is connected, so that you can sign in with it.',
    LOGIN: 'you are signed in with this browser.',
    LOGIN_APP2WEB: 'you are signed in with this browser, as in your app.',
  },
};
