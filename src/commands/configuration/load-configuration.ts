import { IsolationLevel } from '@mikro-orm/core';
import type { EntityName } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { ApiClient } from '../../entities/configuration/api-client.ts';
import { ApplicationVersion } from '../../entities/configuration/application-version.ts';
import { Application } from '../../entities/configuration/application.ts';
import { CallbackEndpoint } from '../../entities/configuration/callback-endpoint.ts';
import { GeolocationService } from '../../entities/configuration/geolocation-service.ts';
import { IdentityProvider } from '../../entities/configuration/identity-provider.ts';
import { MessageTemplate } from '../../entities/configuration/message-template.ts';
import { MobileAuthenticationType } from '../../entities/configuration/mobile-authentication-type.ts';
import { OutgoingProxy } from '../../entities/configuration/outgoing-proxy.ts';
import { PushConfiguration } from '../../entities/configuration/push-configuration.ts';
import { SmsGateway } from '../../entities/configuration/sms-gateway.ts';
import { SmtpServer } from '../../entities/configuration/smtp-server.ts';
import type { CommandDeps } from '../command-deps.ts';
import type { ConfigurationSnapshot } from './configuration-snapshot.ts';
import { readGeneralSettings } from './resources/general-settings.ts';

/** Reads the configuration tables in one database snapshot, so that every reference between rows resolves. */
export async function loadConfiguration(deps: Pick<CommandDeps, 'em'>): Promise<ConfigurationSnapshot> {
  return deps.em().transactional(readTables, { isolationLevel: IsolationLevel.REPEATABLE_READ, readOnly: true });
}

async function readTables(em: EntityManager): Promise<ConfigurationSnapshot> {
  const byKey = async <Entity extends object>(entity: EntityName<Entity>, key: (row: Entity) => string) =>
    new Map((await em.findAll(entity)).map((row) => [key(row as Entity), row as Entity]));
  const inOrder = { orderBy: { position: 'asc', id: 'asc' } } as const;
  const templates = await em.findAll(MessageTemplate);
  return {
    general: await readGeneralSettings(em),
    apiClients: await byKey<ApiClient>(ApiClient, (row) => row.id),
    applications: await byKey<Application>(Application, (row) => row.id),
    applicationVersions: await byKey<ApplicationVersion>(ApplicationVersion, (row) => row.id),
    pushConfigurations: await byKey<PushConfiguration>(PushConfiguration, (row) => row.id),
    types: await byKey<MobileAuthenticationType>(MobileAuthenticationType, (row) => row.name),
    smsGateway: (await em.findAll(SmsGateway))[0],
    smtpServer: (await em.findAll(SmtpServer))[0],
    callbackEndpoints: await byKey<CallbackEndpoint>(CallbackEndpoint, (row) => row.url),
    geolocationService: (await em.findAll(GeolocationService))[0],
    outgoingProxy: (await em.findAll(OutgoingProxy))[0],
    messageTemplates: new Map(templates.map((row) => [`${row.key}\n${row.locale}`, row.body])),
    identityProviders: new Map((await em.findAll(IdentityProvider, inOrder)).map((row) => [row.id, row])),
  };
}
