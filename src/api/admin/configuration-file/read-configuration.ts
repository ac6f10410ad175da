import type { EntityManager } from '@mikro-orm/postgresql';
import { tagOf } from '../../../commands/configuration/row-tag.ts';
import { ApiClient } from '../../../entities/configuration/api-client.ts';
import { ApplicationVersion } from '../../../entities/configuration/application-version.ts';
import { Application } from '../../../entities/configuration/application.ts';
import { AuthenticationPolicyRow } from '../../../entities/authentication/authentication-policy.ts';
import { CallbackEndpoint } from '../../../entities/configuration/callback-endpoint.ts';
import { GeolocationService } from '../../../entities/configuration/geolocation-service.ts';
import { IdentityProvider } from '../../../entities/configuration/identity-provider.ts';
import { MessageTemplate } from '../../../entities/configuration/message-template.ts';
import { MobileAuthenticationType } from '../../../entities/configuration/mobile-authentication-type.ts';
import { OutgoingProxy } from '../../../entities/configuration/outgoing-proxy.ts';
import { PushConfiguration } from '../../../entities/configuration/push-configuration.ts';
import { Setting } from '../../../entities/configuration/setting.ts';
import { SmsGateway } from '../../../entities/configuration/sms-gateway.ts';
import { SmtpServer } from '../../../entities/configuration/smtp-server.ts';
import { ClaimDefinition } from '../../../entities/persons/claim-definition.ts';
import { OauthClient } from '../../../entities/tokens/oauth-client.ts';
import { ProtectedResource } from '../../../entities/tokens/protected-resource.ts';
import type { AdminDeps } from '../admin-deps.ts';
import type { Entry } from './entry.ts';
import type { RouteCaller } from './route-caller.ts';
import type { Section, Stored } from './sections/section.ts';

/** Everything of one section, in the order of its keys. */
export interface SectionState {
  section: Section;
  stored: readonly Stored[];
}

/** What the sections hold now. */
export async function readSections(sections: readonly Section[], call: RouteCaller): Promise<SectionState[]> {
  const states: SectionState[] = [];
  // One after the other: in a transaction they share a connection.
  for (const section of sections) states.push({ section, stored: sorted(section, await section.list(call)) });
  return states;
}

function sorted(section: Section, stored: readonly Stored[]): Stored[] {
  const withKeys = stored.map((each) => ({ each, key: keyOf(section, each.entry) }));
  return withKeys.toSorted((one, other) => (one.key < other.key ? -1 : 1)).map(({ each }) => each);
}

/** The values by which a resource is found, as one text. */
export function keyOf({ key }: Section, entry: Entry): string {
  return JSON.stringify(key.map((field) => entry[field] ?? null));
}

/** The same for people: without what is left out. */
export function nameOf({ key, name }: Section, entry: Entry): string {
  const values = key.map((field) => entry[field]).filter((value) => typeof value === 'string');
  return values.join('/') || name;
}

/** The form of the file. */
export const fileFormat = 1;

/** The file of these sections. */
export function fileOf(states: readonly SectionState[]): Entry {
  const members = states.map(({ section, stored }) => {
    const entries = stored.map(({ entry }) => entry);
    return [section.name, section.isSingle ? (entries[0] ?? null) : entries];
  });
  return { format: fileFormat, ...Object.fromEntries(members) };
}

const tables = [
  ...[Setting, OutgoingProxy, GeolocationService, SmsGateway, SmtpServer, PushConfiguration, MobileAuthenticationType],
  ...[MessageTemplate, CallbackEndpoint, Application, ApplicationVersion, ApiClient, ClaimDefinition, IdentityProvider],
  ...[ProtectedResource, OauthClient, AuthenticationPolicyRow],
] as const;

/** Rows of everything that the file can hold, with their secrets: of a tag, which differs after every change. */
export async function readRows(em: EntityManager): Promise<object> {
  const rows: Record<string, object[]> = {};
  for (const table of tables) {
    const found: object[] = await em.findAll(table as typeof Setting, { disableIdentityMap: true });
    rows[String(table.meta.className)] = found.toSorted((one, other) => (idOf(one) < idOf(other) ? -1 : 1));
  }
  return rows;
}

function idOf(row: object): string {
  const { id = '', name = '', key = '', locale = '' } = row as Partial<Record<string, string>>;
  return JSON.stringify([id, name, key, locale]);
}

/** An entity tag of the whole configuration. */
export async function readWholeTag({ em, keyring }: Pick<AdminDeps, 'em' | 'keyring'>): Promise<string> {
  return tagOf(keyring, await readRows(em()));
}
