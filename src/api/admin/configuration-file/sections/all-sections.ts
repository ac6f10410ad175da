import type { AdminDeps } from '../../admin-deps.ts';
import { resourceSection } from './resource-section.ts';
import { defaultMessageSection, templateSection } from './message-sections.ts';
import type { Section } from './section.ts';
import { settingsSection, singleSection } from './single-section.ts';
import { versionSection } from './version-section.ts';

const settings = { reads: 'settings.read', changes: 'settings.manage' } as const;
const clients = { reads: 'clients.read', changes: 'clients.manage' } as const;
const times = ['created_at', 'changed_at'] as const;

/**
 * What the file holds, each before what names it. Not in it: people and what is theirs (roles, policies of one user), keys and
 * certificates that are made here (signing keys, server keys), secrets, and tokens with which clients register.
 */
export function allSections(deps: Pick<AdminDeps, 'em' | 'keyring'>): Section[] {
  return [
    settingsSection({ name: 'features', path: '/features', describes: 'Switches of whole parts.' }),
    settingsSection({
      name: 'general_settings',
      path: '/general-settings',
      describes: 'All other settings, those of action tokens among them.',
    }),
    ...providerSections,
    ...mobileAuthenticationSections(deps),
    ...callerSections(deps),
    templateSection(deps),
    ...signInSections,
  ];
}

/** What the server itself calls. */
const providerSections: readonly Section[] = [
  singleSection({
    name: 'outgoing_proxy',
    describes: 'The outgoing proxy; null where the environment has it, or there is none.',
    path: '/outgoing-proxy',
    changes: 'settings.manage',
    leaves: ['source', 'password_set'],
    secrets: { password: ({ password_set: isSet }) => isSet === true },
  }),
  singleSection({
    name: 'geolocation',
    describes: 'The geolocation service; null for none.',
    path: '/geolocation',
    changes: 'settings.manage',
    leaves: ['header_names'],
    secrets: { headers: ({ header_names: names }) => hasAny(names) },
  }),
  singleSection({
    name: 'sms_gateway',
    describes: 'The gateway of text messages; null where the environment has it, or there is none.',
    path: '/sms-gateway',
    changes: 'message-channels.manage',
    leaves: ['source', 'twilio_configured', 'http_header_names', 'http_signed', 'rotation_ends_at'],
    secrets: {
      twilio_auth_token: ({ twilio_configured: isSet }) => isSet === true,
      http_headers: ({ http_header_names: names }) => hasAny(names),
      http_signing_secret: ({ http_signed: isSet }) => isSet === true,
    },
  }),
  singleSection({
    name: 'smtp_server',
    describes: 'The SMTP server; null where the environment has it, or there is none.',
    path: '/smtp-server',
    changes: 'message-channels.manage',
    leaves: ['source', 'password_set', 'dkim_configured'],
    secrets: {
      password: ({ password_set: isSet }) => isSet === true,
      dkim_private_key: ({ dkim_configured: isSet }) => isSet === true,
    },
  }),
];

function mobileAuthenticationSections(deps: Pick<AdminDeps, 'em'>): Section[] {
  return [
    resourceSection({
      ...settings,
      name: 'push_messaging_configurations',
      describes: 'Credentials of APNs and FCM, by name.',
      path: '/push-messaging-configurations',
      one: ['id', 'id'],
      key: ['name'],
      fixed: ['platform'],
      leaves: ['id', 'project_id'],
      secrets: {
        private_key: ({ platform }) => platform === 'ios',
        service_account: ({ platform }) => platform === 'android',
      },
    }),
    resourceSection({
      ...settings,
      name: 'mobile_authentication_types',
      describes: 'Types of mobile authentication, by name.',
      path: '/mobile-authentication-types',
      one: ['name', 'name'],
      key: ['name'],
    }),
    defaultMessageSection(deps),
    resourceSection({
      ...settings,
      name: 'callback_endpoints',
      describes: 'Callback endpoints, by URL.',
      path: '/callback-endpoints',
      one: ['id', 'id'],
      key: ['url'],
      leaves: ['id', 'signed'],
      secrets: {
        password: ({ username }) => typeof username === 'string',
        signing_secret: ({ signed }) => signed === true,
      },
    }),
  ];
}

/** Who calls: apps and sites. */
function callerSections(deps: Pick<AdminDeps, 'em'>): Section[] {
  return [
    resourceSection({
      ...settings,
      name: 'applications',
      describes: 'Applications, by identifier. A new one gets a server key of its own.',
      path: '/applications',
      one: ['identifier', 'identifier'],
      key: ['identifier'],
      leaves: ['server_key_fingerprint'],
    }),
    versionSection(deps),
    resourceSection({
      name: 'api_clients',
      describes: 'API clients, by client id.',
      reads: 'api-clients.manage',
      changes: 'api-clients.manage',
      path: '/api-clients',
      one: ['client_id', 'client_id'],
      key: ['client_id'],
      secrets: { client_secret: ({ authentication_method: method }) => method === 'client_secret_basic' },
    }),
  ];
}

const signInSections: readonly Section[] = [
  resourceSection({
    name: 'claims',
    describes: 'Claim definitions, by type.',
    reads: 'claims.read',
    changes: 'claims.manage',
    path: '/claims',
    one: ['claim_id', 'id'],
    key: ['claim_type'],
    fixed: ['kind'],
    leaves: ['id', ...times],
  }),
  resourceSection({
    name: 'identity_providers',
    describes: 'Identity providers, by id.',
    reads: 'integrations.read',
    changes: 'integrations.manage',
    path: '/identity-providers',
    one: ['provider_id', 'id'],
    key: ['id'],
    fixed: ['kind'],
    leaves: ['client_secret_set', 'private_key_set', 'redirect_uri', ...times],
    secrets: {
      client_secret: ({ client_secret_set: isSet }) => isSet === true,
      private_key: ({ private_key_set: isSet }) => isSet === true,
    },
  }),
  resourceSection({
    ...clients,
    name: 'protected_resources',
    describes: 'Protected resources, by identifier.',
    path: '/protected-resources',
    one: ['resource_id', 'id'],
    key: ['identifier'],
    late: ['introspection_clients'],
    leaves: ['id', ...times],
  }),
  resourceSection({
    ...clients,
    name: 'clients',
    describes: 'OAuth clients, by client id. Their secrets are made by the server, for each installation anew.',
    path: '/clients',
    one: ['client_id', 'client_id'],
    key: ['client_id'],
    leaves: ['secrets', 'registered_by', 'owner', ...times],
  }),
  policySection(),
];

/** Policies of one user name a person, who belongs to one installation. */
function policySection(): Section {
  const section = resourceSection({
    name: 'authentication_policies',
    describes: 'Sign-in policies of all and of clients. Those of one user are not in the file.',
    reads: 'policies.read',
    changes: 'policies.manage',
    path: '/authentication-policies',
    one: ['policy_id', 'id'],
    key: ['kind', 'subject_id'],
    leaves: ['id', ...times],
  });
  return {
    ...section,
    list: async (call) => (await section.list(call)).filter(({ entry: { kind } }) => kind !== 'user'),
  };
}

function hasAny(names: unknown): boolean {
  return Array.isArray(names) && names.length > 0;
}
