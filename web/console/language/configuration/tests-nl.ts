/** The texts about tests of what is configured in Dutch. */
export const testTexts = {
  test: {
    title: 'Test versturen',
    text: {
      'sms-gateway': 'Een sms naar uw eigen geverifieerde nummer, via de gateway zoals die is opgeslagen.',
      'smtp-server': 'Een e-mail naar uw eigen geverifieerde adres, via de server zoals die is opgeslagen.',
      'push-messaging-configurations':
        'Een pushbericht naar uw eigen telefoon die is aangemeld in een applicatie met deze configuratie.',
      'callback-endpoints':
        'Stuurt {"test": true} naar het endpoint, ondertekend en met de toegangsgegevens, zoals die zijn opgeslagen.',
    },
    run: 'Versturen',
    sent: 'Verstuurd naar {{destination}}',
    refused: 'Geweigerd: {{code}}',
    took: '{{number}} ms',
    providerId: 'Id bij de aanbieder',
    nothingOwn: {
      'sms-gateway': 'U hebt geen geverifieerd telefoonnummer. Voeg er eerst een toe aan uw account.',
      'smtp-server': 'U hebt geen geverifieerd e-mailadres. Voeg er eerst een toe aan uw account.',
      'push-messaging-configurations':
        'U hebt geen telefoon die is aangemeld voor push in een applicatie met deze configuratie.',
      'callback-endpoints': 'Er is niets te testen.',
    },
  },
  providerTest: {
    title: 'Proefinlog',
    text: 'Een echte inlog met een account van uzelf. Er wordt niets van bij een persoon bewaard.',
    start: 'Test beginnen',
    open: 'Inlog openen',
    waiting: 'Wacht op het antwoord van de aanbieder …',
    proven: 'De aanbieder heeft geantwoord. Een inlog zou dit overnemen:',
    failed: 'De test is mislukt: {{failure}}',
    subject: 'Onderwerp',
    email: 'E-mail',
    verified: '{{email}}, geverifieerd',
    unverified: '{{email}}, niet geverifieerd',
    level: 'Niveau',
    amr: 'Hoe',
    claims: 'Wat de aanbieder zegt',
    again: 'Opnieuw testen',
  },
};
