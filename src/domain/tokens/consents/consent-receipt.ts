import { claimsOfScopes } from './scope-claims.ts';
import type { DefinedClaim } from './scope-claims.ts';
import type { ConsentEventName } from './status.ts';

/** A decision as a receipt states it. */
export interface ReceiptSubject {
  id: string;
  event: ConsentEventName;
  at: Date;
  userId: string;
  client: { id: string; name: string; uri: string | null; policyUri: string | null };
  scopes: readonly { resource: string | null; name: string; granted: boolean }[];
  claims: readonly string[];
  /** Claims by definition, as they are now. */
  definitions: readonly DefinedClaim[];
  textVersion: string;
  language: string | null;
  decidedBy: string;
  /** What the person read of a scope, in that language. */
  textOf(scope: { resource: string | null; name: string }): string;
}

/** Statuses of consent of the Data Privacy Vocabulary, by what became of it. */
const statuses: Record<ConsentEventName, string> = {
  granted: 'dpv:ConsentGiven',
  changed: 'dpv:RenewedConsentGiven',
  refused: 'dpv:ConsentRefused',
  withdrawn: 'dpv:ConsentWithdrawn',
  expired: 'dpv:ConsentExpired',
  revoked_by_operator: 'dpv:ConsentRevoked',
};

/** Kinds of personal data of its extension PD, by claim. */
const kinds: Readonly<Record<string, string>> = {
  name: 'pd:Name',
  family_name: 'pd:Name',
  given_name: 'pd:Name',
  preferred_username: 'pd:Username',
  gender: 'pd:Gender',
  birthdate: 'pd:BirthDate',
  locale: 'pd:Language',
  zoneinfo: 'pd:Location',
  email: 'pd:EmailAddress',
  phone_number: 'pd:TelephoneNumber',
  address: 'pd:PhysicalAddress',
};

const context = {
  dpv: 'https://w3id.org/dpv#',
  pd: 'https://w3id.org/dpv/pd#',
  'eu-gdpr': 'https://w3id.org/dpv/legal/eu/gdpr#',
  dct: 'http://purl.org/dc/terms/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  schema: 'https://schema.org/',
};

/**
 * A receipt of a decision about a consent: ISO/IEC TS 27560:2023 as JSON-LD, in the terms of the Data Privacy Vocabulary and its guide to
 * that standard.
 * @param issuer the authorization server that keeps the record.
 */
export function createReceipt(issuer: string, subject: ReceiptSubject, now: Date): Record<string, unknown> {
  const id = `urn:uuid:${subject.id}`;
  return {
    '@context': context,
    '@id': `${id}#receipt`,
    '@type': 'dpv:ConsentReceipt',
    'dct:identifier': subject.id,
    'dct:conformsTo': 'https://w3id.org/dpv/schema/dpv-27560#receipt',
    'dct:created': now.toISOString(),
    'dct:publisher': issuer,
    'schema:recipient': 'dpv:DataSubject',
    'dpv:hasRecordOfActivity': {
      '@id': id,
      '@type': 'dpv:ConsentRecord',
      'dct:identifier': subject.id,
      'dct:conformsTo': 'https://w3id.org/dpv/schema/dpv-27560#record',
      'dpv:hasDataSubject': { '@id': subject.userId, '@type': 'dpv:DataSubject' },
      'dpv:hasDataController': presentController(subject),
      'dpv:hasLegalBasis': 'dpv:Consent',
      'dpv:hasNotice': {
        '@type': 'dpv:ConsentNotice',
        'dct:identifier': subject.textVersion,
        ...(subject.language !== null && { 'dct:language': subject.language }),
      },
      'dpv:hasConsentStatus': {
        '@type': statuses[subject.event],
        'dpv:isIndicatedAtTime': subject.at.toISOString(),
        'dpv:isIndicatedBy': subject.decidedBy === 'you' ? 'dpv:DataSubject' : subject.decidedBy,
      },
      'dpv:hasProcess': [
        ...subject.scopes.map((scope) => presentProcess(subject, scope)),
        ...presentFormerClaims(subject),
      ],
    },
  };
}

function presentController({ client }: ReceiptSubject): Record<string, unknown> {
  return {
    '@id': client.uri ?? client.id,
    '@type': 'dpv:DataController',
    'dct:identifier': client.id,
    'schema:name': client.name,
    ...(client.policyUri !== null && { 'dpv:hasPolicy': client.policyUri }),
  };
}

/** What one scope lets the site do or know. What was not allowed is stated, too. */
function presentProcess(subject: ReceiptSubject, scope: ReceiptSubject['scopes'][number]): Record<string, unknown> {
  const claims = scope.granted ? claimsOfScopes([scope], subject.definitions).map(({ name }) => name) : [];
  return {
    '@type': 'dpv:Process',
    'dct:identifier': scope.name,
    'dct:description': subject.textOf(scope),
    ...(scope.resource !== null && { 'dpv:hasService': scope.resource }),
    'dpv:hasConsentStatus': scope.granted ? 'dpv:ConsentGiven' : 'dpv:ConsentRefused',
    'dpv:hasPersonalData': claims.filter((name) => subject.claims.includes(name)).map(presentClaim),
  };
}

/** Claims that were agreed to, and that no scope of the decision gives today: their definition was deleted since, or is of another scope. */
function presentFormerClaims({ scopes, claims, definitions }: ReceiptSubject): Record<string, unknown>[] {
  const granted = scopes.filter((scope) => scope.granted);
  const known = claimsOfScopes(granted, definitions).map(({ name }) => name);
  const former = claims.filter((name) => !known.includes(name));
  if (former.length === 0) return [];
  const data = { 'dpv:hasPersonalData': former.map(presentClaim) };
  return [{ '@type': 'dpv:Process', 'dpv:hasConsentStatus': 'dpv:ConsentGiven', ...data }];
}

function presentClaim(name: string): Record<string, unknown> {
  return { '@type': kinds[name] ?? 'dpv:PersonalData', 'dct:identifier': name };
}
