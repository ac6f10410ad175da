import {
  IconActivity,
  IconAppWindow,
  IconArrowsExchange,
  IconBell,
  IconDeviceMobileCheck,
  IconFileText,
  IconFingerprint,
  IconHeartbeat,
  IconIdBadge,
  IconKey,
  IconLayoutDashboard,
  IconMail,
  IconMapPin,
  IconMessage,
  IconMessages,
  IconPlug,
  IconPlugConnected,
  IconRoute,
  IconServer,
  IconSettings,
  IconSend,
  IconShieldLock,
  IconTicket,
  IconToggleRight,
  IconUsers,
  IconUserShield,
  IconWebhook,
  IconWorld,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { useMay, type Access } from '../api/session.ts';
import type { TextKey } from '../language/language.ts';

type Icon = ComponentType<{ size?: number; stroke?: number }>;

/** A page of the navigation. */
export interface Place {
  to: string;
  name: TextKey;
  icon: Icon;
  needs: Access;
  group: Group;
}

/** Under which heading a page stands. */
export const groups = ['watch', 'mobile', 'signIn', 'system'] as const;
export type Group = (typeof groups)[number];

const place = (to: string, name: TextKey, icon: Icon, needs: Access, group: Group): Place => ({
  to,
  name,
  icon,
  needs,
  group,
});

const form = (kind: string, icon: Icon, needs: Access, group: Group): Place =>
  place(`/configuration/${kind}`, `resource.${kind}.title` as TextKey, icon, needs, group);

/** Every page of the navigation. */
export const places: readonly Place[] = [
  place('/overview', 'place.overview', IconLayoutDashboard, 'transactions.read', 'watch'),
  place('/users', 'place.users', IconUsers, 'users.read', 'watch'),
  place('/activity', 'place.activity', IconActivity, 'events.read', 'watch'),
  place('/transactions', 'place.transactions', IconArrowsExchange, 'transactions.read', 'watch'),
  place('/messages', 'message.title', IconMessages, 'messages.read', 'watch'),
  place('/channels', 'channel.title', IconSend, 'channels.read', 'watch'),
  form('applications', IconDeviceMobileCheck, 'settings.read', 'mobile'),
  form('mobile-authentication-types', IconFingerprint, 'settings.read', 'mobile'),
  form('push-messaging-configurations', IconBell, 'settings.read', 'mobile'),
  form('sms-gateway', IconMessage, 'settings.read', 'mobile'),
  form('callback-endpoints', IconWebhook, 'settings.read', 'mobile'),
  form('mobile-settings', IconSettings, 'settings.read', 'mobile'),
  form('clients', IconWorld, 'clients.read', 'signIn'),
  form('protected-resources', IconServer, 'clients.read', 'signIn'),
  form('claims', IconIdBadge, 'claims.read', 'signIn'),
  form('identity-providers', IconPlugConnected, 'integrations.read', 'signIn'),
  form('authentication-policies', IconShieldLock, 'policies.read', 'signIn'),
  form('action-token-settings', IconTicket, 'settings.read', 'signIn'),
  place('/signing-keys', 'keys.title', IconKey, 'signing-keys.read', 'signIn'),
  form('smtp-server', IconMail, 'settings.read', 'system'),
  place('/templates', 'template.title', IconFileText, 'settings.read', 'system'),
  form('geolocation', IconMapPin, 'settings.read', 'system'),
  form('outgoing-proxy', IconRoute, 'settings.read', 'system'),
  form('features', IconToggleRight, 'settings.read', 'system'),
  form('system-settings', IconAppWindow, 'settings.read', 'system'),
  place('/system', 'system.title', IconHeartbeat, 'settings.read', 'system'),
  place('/roles', 'roles.title', IconUserShield, 'roles.manage', 'system'),
  form('api-clients', IconPlug, 'api-clients.manage', 'system'),
];

/** The pages that the operator may see. */
export function usePlaces(): readonly Place[] {
  const may = useMay();
  return places.filter(({ needs }) => may(needs));
}
