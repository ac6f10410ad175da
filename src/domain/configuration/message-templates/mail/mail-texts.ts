import type { MailTemplateName, ShortTemplateName } from './mail-templates.ts';

/** The words of a mail, of which its text and its HTML are made. */
export interface MailWords {
  subject: string;
  heading: string;
  /** Paragraphs before what the mail is for. */
  lines: readonly string[];
  /** What the mail is for: a code in large letters, or a button that leads to the link. */
  main: { code: true } | { button: string };
  /** Paragraphs after it. */
  notes: readonly string[];
}

/** The words that come with the server. */
export const mailWords: Readonly<Record<MailTemplateName, Readonly<Record<'en' | 'nl', MailWords>>>> = {
  sign_in_code: {
    en: {
      subject: '{{ code }} is your {{ site }} code',
      heading: 'Sign in to {{ site }}',
      lines: ['Enter this code on the page where you are signing in:'],
      main: { code: true },
      notes: [
        'The code works for {{ minutes }} minutes, once. {{ site }} never asks for it by phone or in a message.',
        'If you are not signing in, you need not do anything.',
      ],
    },
    nl: {
      subject: '{{ code }} is je code voor {{ site }}',
      heading: 'Inloggen bij {{ site }}',
      lines: ['Vul deze code in op de pagina waarop je inlogt:'],
      main: { code: true },
      notes: [
        'De code werkt {{ minutes }} minuten en één keer. {{ site }} vraagt er nooit om per telefoon of in een bericht.',
        'Ben je niet aan het inloggen? Dan hoef je niets te doen.',
      ],
    },
  },
  sign_in_link: {
    en: {
      subject: 'Sign in to {{ site }}',
      heading: 'Sign in to {{ site }}',
      lines: ['Open this page and choose “Yes, sign me in” there:'],
      main: { button: 'Open the page' },
      notes: [
        'Or enter the code {{ code }} where you are signing in. Both work for {{ minutes }} minutes, once.',
        'If you are not signing in, you need not do anything.',
      ],
    },
    nl: {
      subject: 'Inloggen bij {{ site }}',
      heading: 'Inloggen bij {{ site }}',
      lines: ['Open deze pagina en kies daar “Ja, log mij in”:'],
      main: { button: 'Pagina openen' },
      notes: [
        'Of vul de code {{ code }} in waar je inlogt. Beide werken {{ minutes }} minuten en één keer.',
        'Ben je niet aan het inloggen? Dan hoef je niets te doen.',
      ],
    },
  },
  contact_code: {
    en: {
      subject: '{{ code }} is your {{ site }} code',
      heading: 'Confirm this address',
      lines: ['Enter this code on the page of your {{ site }} account:'],
      main: { code: true },
      notes: [
        'The code works for {{ minutes }} minutes, once. {{ site }} never asks for it by phone or in a message.',
        'If you did not ask for it, you need not do anything: this address is not used without the code.',
      ],
    },
    nl: {
      subject: '{{ code }} is je code voor {{ site }}',
      heading: 'Bevestig dit adres',
      lines: ['Vul deze code in op de pagina van je account bij {{ site }}:'],
      main: { code: true },
      notes: [
        'De code werkt {{ minutes }} minuten en één keer. {{ site }} vraagt er nooit om per telefoon of in een bericht.',
        'Heb je er niet om gevraagd? Dan hoef je niets te doen: zonder de code wordt dit adres niet gebruikt.',
      ],
    },
  },
  invitation: {
    en: {
      subject: 'You are invited to {{ site }}',
      heading: 'You are invited to {{ site }}',
      lines: ['An account is waiting for you. Accept the invitation to choose how you sign in.'],
      main: { button: 'Accept the invitation' },
      notes: ['The link works for {{ days }} days, once. If you do not expect it, you need not do anything.'],
    },
    nl: {
      subject: 'Je bent uitgenodigd voor {{ site }}',
      heading: 'Je bent uitgenodigd voor {{ site }}',
      lines: ['Er staat een account voor je klaar. Neem de uitnodiging aan en kies hoe je inlogt.'],
      main: { button: 'Uitnodiging aannemen' },
      notes: ['De link werkt {{ days }} dagen en één keer. Verwacht je dit niet? Dan hoef je niets te doen.'],
    },
  },
  activation: {
    en: {
      subject: 'Activate your {{ site }} account',
      heading: 'Activate your account',
      lines: ['Your account at {{ site }} is ready. Activate it to sign in.'],
      main: { button: 'Activate the account' },
      notes: ['The link works for {{ days }} days, once. If you did not ask for an account, you need not do anything.'],
    },
    nl: {
      subject: 'Activeer je account bij {{ site }}',
      heading: 'Activeer je account',
      lines: ['Je account bij {{ site }} is klaar. Activeer het om in te loggen.'],
      main: { button: 'Account activeren' },
      notes: ['De link werkt {{ days }} dagen en één keer. Heb je geen account gevraagd? Dan hoef je niets te doen.'],
    },
  },
  action_token: {
    en: {
      subject: 'Continue at {{ site }}',
      heading: 'Continue at {{ site }}',
      lines: ['Open this page to go on with your {{ site }} account:'],
      main: { button: 'Open the page' },
      notes: [
        'The link works for {{ hours }} hours, once. It is for you alone: do not pass it on.',
        'If you do not expect it, you need not do anything.',
      ],
    },
    nl: {
      subject: 'Ga verder bij {{ site }}',
      heading: 'Ga verder bij {{ site }}',
      lines: ['Open deze pagina om verder te gaan met je account bij {{ site }}:'],
      main: { button: 'Pagina openen' },
      notes: [
        'De link werkt {{ hours }} uur en één keer. Hij is alleen voor jou: geef hem niet door.',
        'Verwacht je dit niet? Dan hoef je niets te doen.',
      ],
    },
  },
  method_changed: {
    en: {
      subject: 'Your {{ site }} sign-in was changed',
      heading: 'Your sign-in was changed',
      lines: ['{{ change }}: {{ method }}', 'When: {{ time }}', 'If this was you, you need not do anything.'],
      main: { button: 'This was not me' },
      notes: ['The link undoes the change and signs out everywhere.'],
    },
    nl: {
      subject: 'Je inlogmethode bij {{ site }} is gewijzigd',
      heading: 'Je inlogmethode is gewijzigd',
      lines: ['{{ change }}: {{ method }}', 'Wanneer: {{ time }}', 'Was jij dit? Dan hoef je niets te doen.'],
      main: { button: 'Dit was ik niet' },
      notes: ['De link maakt de wijziging ongedaan en logt overal uit.'],
    },
  },
  change_undone: {
    en: {
      subject: 'A change of your {{ site }} sign-in was undone',
      heading: 'A change was undone',
      lines: ['Undone: {{ changes }}', 'When: {{ time }}'],
      main: { button: 'Look at your sign-in methods' },
      notes: [
        'You were signed out everywhere, and what was not verified yet is gone. If you had a password, choose a new one.',
        'It was undone by the link “This was not me” of the mail about the change.',
      ],
    },
    nl: {
      subject: 'Een wijziging van je inlogmethode bij {{ site }} is ongedaan gemaakt',
      heading: 'Een wijziging is ongedaan gemaakt',
      lines: ['Ongedaan gemaakt: {{ changes }}', 'Wanneer: {{ time }}'],
      main: { button: 'Je inlogmethoden bekijken' },
      notes: [
        'Je bent overal uitgelogd, en wat nog niet was bevestigd is weg. Had je een wachtwoord? Kies dan een nieuw.',
        'Dit is gedaan met de link “Dit was ik niet” uit de mail over de wijziging.',
      ],
    },
  },
  user_code_changed: {
    en: {
      subject: 'Your {{ site }} code for requests was changed',
      heading: 'Your code for requests to your phone',
      lines: ['{{ change }}', 'When: {{ time }}', 'If this was you, you need not do anything.'],
      main: { button: 'Look at your account' },
      notes: ['If this was not you, set another code there and look through your sign-in methods and sessions.'],
    },
    nl: {
      subject: 'Je code voor verzoeken bij {{ site }} is gewijzigd',
      heading: 'Je code voor verzoeken naar je telefoon',
      lines: ['{{ change }}', 'Wanneer: {{ time }}', 'Was jij dit? Dan hoef je niets te doen.'],
      main: { button: 'Je account bekijken' },
      notes: ['Was jij dit niet? Stel daar een andere code in en bekijk je inlogmethoden en sessies.'],
    },
  },
  certificate_expires: {
    en: {
      subject: 'Your {{ site }} certificate expires soon',
      heading: 'Your certificate expires soon',
      lines: ['Certificate: {{ certificate }}', 'It signs you in until {{ time }}.'],
      main: { button: 'Add a new certificate' },
      notes: ['The old and the new one both work until the old one expires. Days that are left: {{ days }}.'],
    },
    nl: {
      subject: 'Je certificaat voor {{ site }} verloopt binnenkort',
      heading: 'Je certificaat verloopt binnenkort',
      lines: ['Certificaat: {{ certificate }}', 'Je kunt ermee inloggen tot {{ time }}.'],
      main: { button: 'Nieuw certificaat toevoegen' },
      notes: ['Het oude en het nieuwe werken allebei tot het oude verloopt. Dagen die over zijn: {{ days }}.'],
    },
  },
};

/** The words of a text message. */
export const smsTexts: Readonly<Record<ShortTemplateName, Readonly<Record<'en' | 'nl', string>>>> = {
  sign_in_code: {
    en: '{{ code }} is your {{ site }} code. It works for {{ minutes }} minutes. Do not share it.',
    nl: '{{ code }} is je code voor {{ site }}. Hij werkt {{ minutes }} minuten. Deel hem met niemand.',
  },
  contact_code: {
    en: '{{ code }} is your {{ site }} code to confirm this number. It works for {{ minutes }} minutes. Do not share it.',
    nl: '{{ code }} is je code om dit nummer te bevestigen bij {{ site }}. Hij werkt {{ minutes }} minuten. Deel hem met niemand.',
  },
};
