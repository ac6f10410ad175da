/** The texts about tests of what is configured in English. */
export const testTexts = {
  test: {
    title: 'Send a test',
    text: {
      'sms-gateway': 'A text message to your own verified number, by the gateway as it is saved.',
      'smtp-server': 'A mail to your own verified address, by the server as it is saved.',
      'push-messaging-configurations':
        'A push to your own phone that is enrolled in an application with this configuration.',
      'callback-endpoints': 'Posts {"test": true} to the endpoint, signed and with its credentials, as they are saved.',
    },
    run: 'Send',
    sent: 'Sent to {{destination}}',
    refused: 'Refused: {{code}}',
    took: '{{number}} ms',
    providerId: 'Id at the provider',
    nothingOwn: {
      'sms-gateway': 'You have no verified phone number. Add one to your account first.',
      'smtp-server': 'You have no verified e-mail address. Add one to your account first.',
      'push-messaging-configurations':
        'You have no phone that is enrolled for push in an application with this configuration.',
      'callback-endpoints': 'There is nothing to test.',
    },
  },
  providerTest: {
    title: 'Test sign-in',
    text: 'A real sign-in with an account of yours. Nothing of it is kept with a person.',
    start: 'Start a test',
    open: 'Open the sign-in',
    waiting: 'Waiting for the answer of the provider …',
    proven: 'The provider answered. A sign-in would take this:',
    failed: 'The test failed: {{failure}}',
    subject: 'Subject',
    email: 'E-mail',
    verified: '{{email}}, verified',
    unverified: '{{email}}, not verified',
    level: 'Level',
    amr: 'How',
    claims: 'What the provider says',
    again: 'Test again',
  },
};
