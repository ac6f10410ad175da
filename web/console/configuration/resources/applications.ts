import type { Resource, Row } from '../resource.ts';
import { ofConfiguration } from './of-configuration.ts';
import { pushConfigurations } from './mobile.ts';

export const applications: Resource = {
  id: 'applications',
  ...ofConfiguration('applications', 'identifier'),
  schemas: () => import('../schemas/applications.json'),
  columns: ['identifier', 'max_pin_attempts'],
  sections: [
    { id: 'general', fields: ['identifier', 'name', 'app_link_url', 'redirect_url', 'scopes'] },
    {
      id: 'factors',
      fields: ['max_pin_attempts', 'pin_enabled', 'fingerprint_enabled', 'custom_authenticator_enabled'],
    },
  ],
  facts: ['server_key_fingerprint'],
  usual: {
    max_pin_attempts: 3,
    pin_enabled: true,
    fingerprint_enabled: true,
    custom_authenticator_enabled: true,
    scopes: ['app'],
  },
};

/** An application and a platform, and the name of the version: `northwind-id/android/1.0.0`. Only a version may contain a slash. */
function partsOf(id: string): [application: string, platform: string, version: string] {
  const [application = '', platform = '', ...version] = id.split('/');
  return [application, platform, version.join('/')];
}

const listPath = (of = '') => {
  const [application, platform] = partsOf(of);
  return `${applications.pathOf(application)}/platforms/${platform}/versions`;
};

export const versions: Resource = {
  id: 'application-versions',
  needs: applications.needs,
  schemas: () => import('../schemas/application-versions.json'),
  listPath,
  pathOf: (id) => `${listPath(id)}/${encodeURIComponent(partsOf(id)[2])}`,
  idOf: (row: Row) => `${String(row['mobile_app_id'])}/${String(row['platform'])}/${String(row['version_name'])}`,
  nameOf: (row) => String(row['version_name']),
  columns: ['status'],
  sections: [
    {
      id: 'general',
      fields: [
        'version_name',
        'status',
        'push_messaging_configuration_id',
        'application_bundle_identifier',
        'use_apns_development_environment_enabled',
        'send_badge_number_enabled',
      ],
    },
    {
      id: 'integrity',
      fields: [
        'integrity_check',
        'tampering_protection_enabled',
        'payload_encryption_enabled',
        'application_signatures',
        'framework',
      ],
    },
  ],
  facts: ['mobile_app_id', 'platform'],
  isShown(name, { platform }) {
    if (name === 'platform' || name === 'mobile_app_id') return false;
    const isOfIos = name === 'application_bundle_identifier' || name === 'use_apns_development_environment_enabled';
    return !isOfIos || platform === 'ios';
  },
  usual: { status: 'LOGIN_REGISTRATION', integrity_check: 'FULL' },
  choices: {
    push_messaging_configuration_id: ({ platform }) => ({
      resource: pushConfigurations,
      only: (row) => row['platform'] === platform,
    }),
  },
};
