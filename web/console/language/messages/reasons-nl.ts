/** Waarom berichten mislukken, en wat eraan te doen is, in het Nederlands. Codes van Twilio beginnen met zijn naam. */
export const reasonTexts = {
  reasonOther: 'Code {{code}} van de aanbieder',
  reasonOtherTodo: 'Zoek de code op in de documentatie van de aanbieder.',
  reason: {
    timeout: {
      what: 'De aanbieder antwoordde niet op tijd',
      todo: 'Kijk op de statuspagina van de aanbieder. Wat misschien niet is verzonden, wordt opnieuw geprobeerd.',
    },
    connection: {
      what: 'De aanbieder was niet bereikbaar',
      todo: 'Controleer host, poort en de uitgaande proxy, en of er een firewall tussen zit.',
    },
    invalid_answer: {
      what: 'De aanbieder antwoordde iets onverwachts',
      todo: 'Controleer of het adres dat van de aanbieder is, en verstuur een test.',
    },
    rate_limited: {
      what: 'De aanbieder neemt nu niets meer aan',
      todo: 'Het wordt opnieuw geprobeerd. Vraag de aanbieder om een hogere limiet als dit aanhoudt.',
    },
    unavailable: {
      what: 'De aanbieder is tijdelijk niet beschikbaar',
      todo: 'Het wordt opnieuw geprobeerd. Kijk op de statuspagina van de aanbieder.',
    },
    unauthorised: {
      what: 'De aanbieder weigerde de inloggegevens',
      todo: 'Vernieuw de inloggegevens in de configuratie van het kanaal, en verstuur een test.',
    },
    invalid_recipient: {
      what: 'Het adres of nummer bestaat niet',
      todo: 'Vraag de persoon om het juiste, en verbeter het in het profiel.',
    },
    rejected: {
      what: 'De aanbieder weigerde het bericht',
      todo: 'Controleer de afzender en de tekst, en verstuur een test. In het log van de worker staan de woorden van de aanbieder.',
    },
    not_configured: {
      what: 'Het kanaal is niet ingesteld',
      todo: 'Stel het kanaal in. Voor WhatsApp moet er een sjabloon zijn in de taal, of in het Engels.',
    },
    template_failed: {
      what: 'De tekst kan niet worden ingevuld',
      todo: 'Verbeter de tekst op de pagina met berichtteksten, of gebruik die zoals geleverd.',
    },
    engine_unreachable: {
      what: 'Temporal was niet bereikbaar',
      todo: 'De persoon kreeg te horen het opnieuw te proberen. Zie Systeem voor de toestand van Temporal.',
    },
    withheld: {
      what: 'Er is niets verzonden',
      todo: 'Het adres is van geen gebruiker, of er zijn te veel verkeerde codes ingevoerd. De inlogpagina zegt in elk geval hetzelfde, zodat die niet verraadt wie een account heeft.',
    },
    outcome_unknown: {
      what: 'Misschien is het niet verzonden',
      todo: 'De worker stopte voor het antwoord van de aanbieder. Het wordt niet twee keer verzonden: de persoon kan om een nieuw bericht vragen.',
    },
    sms_limit_reached: {
      what: 'Te veel sms’en naar dit nummer',
      todo: 'De limiet is een instelling: sms’en naar één nummer in een uur.',
    },
    unregistered: {
      what: 'De app staat niet meer op de telefoon',
      todo: 'De persoon moet de telefoon opnieuw verbinden.',
    },
    undelivered: {
      what: 'Het is niet aangekomen',
      todo: 'De aanbieder gaf geen reden. Vraag de persoon of de telefoon aanstond.',
    },
    failed: { what: 'De aanbieder kon het niet verzenden', todo: 'De aanbieder gaf geen reden. Kijk in zijn log.' },
    twilio30003: {
      what: 'De telefoon was niet bereikbaar',
      todo: 'Die staat uit of is buiten bereik. De persoon kan later om een nieuwe code vragen.',
    },
    twilio30004: {
      what: 'De ontvanger blokkeert deze berichten',
      todo: 'De persoon moet ze toestaan, of op een andere manier inloggen.',
    },
    twilio30005: { what: 'Het nummer is niet in gebruik', todo: 'Vraag de persoon om het juiste nummer.' },
    twilio30006: {
      what: 'Het nummer ontvangt geen sms',
      todo: 'Het is een vaste lijn, of het netwerk is niet bereikbaar. Vraag om een mobiel nummer.',
    },
    twilio30007: {
      what: 'Het netwerk hield het bericht tegen',
      todo: 'Registreer de afzender bij de netwerken van het land, en vermijd links in de tekst.',
    },
    twilio30008: {
      what: 'Het is niet aangekomen, en het netwerk zegt niet waarom',
      todo: 'De persoon kan om een nieuwe code vragen.',
    },
    twilio63016: {
      what: 'WhatsApp neemt hier alleen goedgekeurde sjablonen aan',
      todo: 'Controleer het sjabloon van de taal in de gatewayconfiguratie.',
    },
    twilio63024: { what: 'Het nummer heeft geen WhatsApp', todo: 'De persoon kan een sms kiezen.' },
  },
};
