import type { Resource, Row } from '../resource.ts';
import { types } from './mobile.ts';
import { ofConfiguration } from './of-configuration.ts';

const isOfConfiguration = (row: Row) => row['source'] === 'configuration';

function single(
  path: string,
): Pick<Resource, 'id' | 'isSingle' | 'columns' | 'isOwn'> & ReturnType<typeof ofConfiguration> {
  return { id: path, ...ofConfiguration(path), isSingle: true, columns: [], isOwn: isOfConfiguration };
}

/** Who decides where messages go could read the codes of an Administrator. */
const ofChannels = { read: 'settings.read', change: 'message-channels.manage' } as const;

export const smsGateway: Resource = {
  ...single('sms-gateway'),
  needs: ofChannels,
  schemas: () => import('../schemas/sms-gateway.json'),
  sections: [
    {
      id: 'general',
      fields: [
        'gateway',
        'twilio_account_sid',
        'twilio_auth_token',
        'twilio_from_number',
        'twilio_whatsapp_number',
        'twilio_whatsapp_templates',
        'http_url',
        'http_headers',
        'http_template',
        'http_signing_secret',
        'http_sender',
      ],
    },
  ],
  facts: ['source', 'rotation_ends_at'],
  isShown: (name, { gateway }) => !/^(twilio|http)_/.test(name) || name.startsWith(`${String(gateway)}_`),
  usual: { gateway: 'twilio' },
  kinds: { http_template: 'area' },
};

export const smtpServer: Resource = {
  ...single('smtp-server'),
  needs: ofChannels,
  schemas: () => import('../schemas/smtp-server.json'),
  sections: [
    { id: 'server', fields: ['host', 'port', 'security', 'username', 'password'] },
    { id: 'sender', fields: ['from_address', 'from_name'] },
    { id: 'dkim', fields: ['dkim_domain', 'dkim_selector', 'dkim_private_key'] },
  ],
  facts: ['source'],
  kinds: { dkim_private_key: 'area' },
};

export const geolocation: Resource = {
  ...single('geolocation'),
  isOwn: () => true,
  schemas: () => import('../schemas/geolocation.json'),
  sections: [
    {
      id: 'general',
      fields: ['provider', 'url', 'headers', 'country_code_pointer', 'region_pointer', 'city_pointer', 'database_file'],
    },
  ],
  facts: ['header_names'],
  isShown: (name, { provider }) => name === 'provider' || (name === 'database_file') === (provider === 'DATABASE'),
  usual: { provider: 'HTTP' },
};

export const outgoingProxy: Resource = {
  ...single('outgoing-proxy'),
  schemas: () => import('../schemas/outgoing-proxy.json'),
  sections: [
    { id: 'general', fields: ['enabled', 'host', 'port', 'username', 'password', 'preemptive', 'direct_hosts'] },
  ],
  facts: ['source'],
};

export const features: Resource = {
  ...single('features'),
  isOwn: () => true,
  isUndeletable: true,
  schemas: () => import('../schemas/features.json'),
  sections: [],
};

/** Parts of the general settings, each a page of its own. */
function settings(id: string, sections: Resource['sections']): Resource {
  const shown = new Set(sections.flatMap(({ fields }) => fields));
  return {
    ...single('general-settings'),
    id,
    isOwn: () => true,
    isUndeletable: true,
    schemas: () => import('../schemas/general-settings.json'),
    sections,
    isShown: (name) => shown.has(name),
  };
}

export const mobileSettings = settings('mobile-settings', [
  {
    id: 'enrolment',
    fields: [
      'push_enrollment_mode',
      'push_enrollments_per_hour',
      'push_enrollment_expires_in',
      'push_enrollment_max_resends',
      'push_enrollment_max_attempts',
      'unique_pgp_keys_per_enrollment',
    ],
  },
  {
    id: 'requests',
    fields: ['message_max_length', 'callback_whitelist_enabled', 'general_sms_sender_id', 'supported_locales'],
  },
  {
    id: 'limits',
    fields: [
      'push_budget',
      'push_budget_window',
      'push_limit_per_hour',
      'push_freeze_minutes',
      'sms_limit_per_hour',
      'wrong_codes_per_user_per_day',
    ],
  },
  { id: 'retention', fields: ['result_retention_hours', 'transaction_retention_days'] },
]);

export const actionTokenSettings = settings('action-token-settings', [
  {
    id: 'toggles',
    fields: [
      'action_token_login_enabled',
      'app_to_web_enabled',
      'action_token_coupling_enabled',
      'person_activation_enabled',
      'activation_by_email_enabled',
      'credentials_api_enabled',
    ],
  },
  {
    id: 'use',
    fields: [
      'action_token_lifetime',
      'action_token_login_level',
      'app_to_web_level',
      'action_token_same_device',
      'action_token_by_get',
    ],
  },
  {
    id: 'redirects',
    fields: [
      'action_token_redirects',
      'login_redirect',
      'activation_redirect',
      'coupling_redirect',
      'app_to_web_redirect',
    ],
  },
]);

const systemSections: Resource['sections'] = [
  {
    id: 'signIn',
    fields: ['login_mobile_authentication_type', 'sign_in_phone_prefixes', 'wrong_old_passwords'],
  },
  {
    id: 'tokens',
    fields: [
      'access_token_lifetime',
      'refresh_token_lifetime',
      'refresh_retry_seconds',
      'clock_skew_tolerance',
      'dpop_nonce_required',
      'signing_key_rotation_days',
      'client_assertion_jti_required',
      'client_assertion_lifetime',
    ],
  },
  {
    id: 'registration',
    fields: [
      'registrations_per_address_per_hour',
      'registrations_per_network_per_hour',
      'registrations_over_ipv6_per_hour',
      'unconnected_device_hours',
    ],
  },
  { id: 'events', fields: ['event_retention_days', 'excluded_event_types'] },
];

export const systemSettings: Resource = {
  ...settings('system-settings', systemSections),
  choices: {
    login_mobile_authentication_type: () => ({
      resource: types,
      only: (row: Row) => String(row['method']).startsWith('PUSH'),
    }),
  },
};
