import type { z } from 'zod';
import type { UserDevice } from '../../../commands/devices/lookup/find-devices.ts';
import type { AccessGrant } from '../../../commands/tokens/grants/find-access-grants.ts';
import type { UserConsent } from '../../../commands/tokens/consents/find-consents.ts';
import type { UserEvent } from '../../../commands/persons/users/find-latest-events.ts';
import type { UserToken } from '../../../commands/tokens/grants/find-tokens.ts';
import type { UserOverview } from '../../../commands/persons/users/find-user.ts';
import { eventTypeOf } from '../../../domain/events/event-type.ts';
import { scopesOf } from '../../end-user/scopes.ts';
import { presentTime, presentTimeOrNull } from '../time.ts';
import type { consents, devices, events, grants, overview, tokens } from './schema.ts';

type Item<Schema extends z.ZodType<{ items: unknown[] }>> =
  z.input<Schema> extends { items: (infer One)[] } ? One : never;

export function presentOverview({
  id,
  knownSince,
  devices: count,
  grants: granted,
  openTransactions,
  pushFrozenUntil,
}: UserOverview): z.input<typeof overview> {
  return {
    user_id: id,
    known_since: presentTimeOrNull(knownSince),
    devices: count,
    grants: granted,
    open_transactions: openTransactions,
    push_frozen_until: presentTimeOrNull(pushFrozenUntil),
  };
}

export function presentEvent(event: UserEvent): Item<typeof events> {
  return {
    id: event.id,
    name: event.name,
    type: eventTypeOf(event.name),
    occurred_at: presentTime(event.occurredAt),
    client_id: event.clientId,
    app_name: event.appName,
    client_ip: event.clientIp,
    user_agent: event.userAgent,
    agent_user: event.agentUser,
    subject_id: event.subjectId,
    request_id: event.requestId,
    detail: event.detail,
  };
}

export function presentConsent({
  id,
  clientId,
  clientName,
  deviceName,
  scope,
  createdAt,
}: UserConsent): Item<typeof consents> {
  return {
    id,
    client_id: clientId,
    client_name: clientName,
    device_name: deviceName,
    scopes: scopesOf(scope),
    created_at: presentTime(createdAt),
  };
}

export function presentToken(token: UserToken): Item<typeof tokens> {
  return {
    id: token.id,
    client_id: token.clientId,
    client_name: token.clientName,
    device_id: token.deviceId,
    device_name: token.deviceName,
    type: token.type,
    scopes: scopesOf(token.scope),
    created_at: presentTime(token.createdAt),
    refresh_token_issued: token.refreshTokenIssued,
    expired: token.expired,
  };
}

export function presentAccessGrant({
  id,
  type,
  clientId,
  scope,
  createdAt,
  expiresAt,
}: AccessGrant): Item<typeof grants> {
  return {
    id,
    type,
    client_id: clientId,
    scopes: scopesOf(scope),
    created_at: presentTime(createdAt),
    expires_at: presentTime(expiresAt),
  };
}

export function presentDevice(device: UserDevice): Item<typeof devices> {
  return {
    id: device.id,
    name: device.name,
    model: device.model,
    os_version: device.osVersion,
    application: device.application,
    platform: device.platform,
    linked_at: presentTime(device.connectedAt),
    last_used_at: presentTime(device.lastLoginAt),
    token_types: device.tokenTypes,
    mobile_authentication_enabled: device.keysEnrolled,
    push_enabled: device.pushEnrolled,
  };
}
