/** Shipped templates by language. An operator's templates take precedence. */
export const shippedTemplates: Readonly<Record<string, string>> = {
  en: '[message] Device: [operatingSystem] [browser], Location: [countryCode], [region], [city]',
  nl: '[message] Apparaat: [operatingSystem] [browser], Locatie: [countryCode], [region], [city]',
  fr: '[message] Appareil : [operatingSystem] [browser], Lieu : [countryCode], [region], [city]',
  de: '[message] Gerät: [operatingSystem] [browser], Standort: [countryCode], [region], [city]',
};
