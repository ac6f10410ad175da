/** Why messages fail, and what can be done, in English. Codes of Twilio begin with its name. */
export const reasonTexts = {
  reasonOther: 'Code {{code}} of the provider',
  reasonOtherTodo: 'Look the code up in the documentation of the provider.',
  reason: {
    timeout: {
      what: 'The provider did not answer in time',
      todo: 'Look at the status page of the provider. What may not have been sent is tried again.',
    },
    connection: {
      what: 'The provider could not be reached',
      todo: 'Check host, port and the outgoing proxy, and whether a firewall is between.',
    },
    invalid_answer: {
      what: 'The provider answered something unexpected',
      todo: 'Check that the address is that of the provider, and send a test.',
    },
    rate_limited: {
      what: 'The provider takes no more for now',
      todo: 'It is tried again. Ask the provider for a higher limit if this goes on.',
    },
    unavailable: {
      what: 'The provider is away for now',
      todo: 'It is tried again. Look at the status page of the provider.',
    },
    unauthorised: {
      what: 'The provider refused the credentials',
      todo: 'Renew the credentials in the configuration of the channel, and send a test.',
    },
    invalid_recipient: {
      what: 'The address or number does not exist',
      todo: 'Ask the person for the right one, and correct it in their profile.',
    },
    rejected: {
      what: 'The provider refused the message',
      todo: 'Check the sender and the text, and send a test. The log of the worker has the words of the provider.',
    },
    not_configured: {
      what: 'The channel is not configured',
      todo: 'Configure the channel. For WhatsApp there must be a template in the language, or in English.',
    },
    template_failed: {
      what: 'Its text cannot be filled in',
      todo: 'Correct the text on the page of message texts, or use the one as delivered.',
    },
    engine_unreachable: {
      what: 'Temporal was away',
      todo: 'The person was told to try again. See System for the state of Temporal.',
    },
    withheld: {
      what: 'Nothing was sent',
      todo: 'The address is no user’s, or too many wrong codes were typed. The sign-in page says the same in each case, so that it does not tell who has an account.',
    },
    outcome_unknown: {
      what: 'It may not have been sent',
      todo: 'The worker stopped before the answer of the provider. It is not sent twice: the person can ask for another one.',
    },
    sms_limit_reached: {
      what: 'Too many text messages to this number',
      todo: 'The limit is a setting: text messages to one number in an hour.',
    },
    unregistered: { what: 'The app is not on the phone any more', todo: 'The person has to connect the phone again.' },
    undelivered: {
      what: 'It did not arrive',
      todo: 'The provider gave no reason. Ask the person whether the phone was on.',
    },
    failed: { what: 'The provider could not send it', todo: 'The provider gave no reason. Look at its log.' },
    twilio30003: {
      what: 'The phone could not be reached',
      todo: 'It is switched off or out of reach. The person can ask for another code later.',
    },
    twilio30004: {
      what: 'The recipient blocks these messages',
      todo: 'The person has to allow them, or use another way to sign in.',
    },
    twilio30005: { what: 'The number is not in use', todo: 'Ask the person for the right number.' },
    twilio30006: {
      what: 'The number takes no text messages',
      todo: 'It is a landline, or its network is not reached. Ask for a mobile number.',
    },
    twilio30007: {
      what: 'The network filtered the message',
      todo: 'Register the sender with the networks of the country, and avoid links in the text.',
    },
    twilio30008: {
      what: 'It did not arrive, for a reason that the network does not tell',
      todo: 'The person can ask for another code.',
    },
    twilio63016: {
      what: 'WhatsApp takes only approved templates here',
      todo: 'Check the template of the language in the gateway configuration.',
    },
    twilio63024: { what: 'The number has no WhatsApp', todo: 'The person can choose a text message.' },
  },
};
