import { X509Certificate } from 'node:crypto';
import { isLoopback, signsPeopleIn } from './client-rules.ts';
import type { ClientSettings } from './client-rules.ts';
import { cibaGrant, isConfidential } from './status.ts';

/** Something about a client that could be safer, with the rule that says so. */
export interface ClientFinding {
  code: string;
  severity: 'warning' | 'advice';
  /** The setting that it is about. */
  field: string;
  message: string;
  /** Section of RFC 9700, or of the specification named. */
  rule: string;
}

/** What of a client is looked at besides its settings. */
export interface CheckedClient extends ClientSettings {
  /** When its live secrets were made. */
  secretsMadeAt: readonly Date[];
}

/** Days after which a secret should have been replaced. */
const secretAge = 365;

type Look = (client: CheckedClient, now: Date) => ClientFinding[];

const lookAtLoopback: Look = ({ type, redirectUris }) =>
  redirectUris.some((uri) => URL.parse(uri)?.protocol === 'http:') && type !== 'native' && type !== 'desktop'
    ? [warning('redirect_loopback', 'redirect_uris', 'A loopback address is for development.', 'RFC 9700 2.1')]
    : [];

const lookAtLocalhost: Look = ({ redirectUris }) =>
  redirectUris.some((uri) => {
    const url = URL.parse(uri);
    return url !== null && isLoopback(url) && url.hostname === 'localhost';
  })
    ? [
        advice(
          'redirect_localhost',
          'redirect_uris',
          'Use 127.0.0.1 or [::1]: localhost can be resolved otherwise.',
          'RFC 8252 8.3',
        ),
      ]
    : [];

const lookAtOwnSchemes: Look = ({ redirectUris }) =>
  redirectUris.some((uri) => !/^https?:/.test(uri))
    ? [
        advice(
          'redirect_own_scheme',
          'redirect_uris',
          'Another app can claim the scheme: use a link that the app has claimed (https).',
          'RFC 8252 7.2',
        ),
      ]
    : [];

const lookAtSecrets: Look = ({ type, tokenEndpointAuthMethod: method, secretsMadeAt }, now) => {
  if (!isConfidential(type) || !method.startsWith('client_secret')) return [];
  const found = [
    advice(
      'shared_secret',
      'token_endpoint_auth_method',
      'private_key_jwt and certificates send no secret over the line.',
      'RFC 9700 2.5',
    ),
  ];
  if (secretsMadeAt.length === 0)
    found.push(warning('no_secret', 'secrets', 'The client has no secret and cannot authenticate.', 'RFC 6749 2.3'));
  const oldest = now.getTime() - secretAge * 86_400_000;
  if (secretsMadeAt.some((madeAt) => madeAt.getTime() < oldest))
    found.push(warning('old_secret', 'secrets', 'A secret is older than a year: replace it.', 'RFC 9700 2.5'));
  return found;
};

const lookAtCertificates: Look = ({ tokenEndpointAuthMethod: method, tlsClientAuth, jwks }, now) => {
  const found: ClientFinding[] = [];
  if (tlsClientAuth?.subject_dn !== undefined)
    found.push(
      advice(
        'certificate_subject',
        'tls_client_auth',
        'Authorities check alternative names better than subjects: register one of those.',
        'RFC 8705 7.3',
      ),
    );
  if (method === 'self_signed_tls_client_auth' && jwks?.keys.some((key) => isExpired(key, now)))
    found.push(
      warning('certificate_expired', 'jwks', 'A registered certificate has expired: replace it.', 'RFC 8705 2.2'),
    );
  return found;
};

/** Whether the certificate of a key has expired; one that cannot be read is refused when it is used. */
function isExpired({ x5c }: Record<string, unknown>, now: Date): boolean {
  try {
    const [first] = x5c as [string];
    return new X509Certificate(Buffer.from(first, 'base64')).validToDate < now;
  } catch {
    return false;
  }
}

const lookAtBinding: Look = ({ dpopBoundAccessTokens, tlsClientCertificateBoundAccessTokens }) =>
  dpopBoundAccessTokens || tlsClientCertificateBoundAccessTokens
    ? []
    : [
        advice(
          'tokens_not_bound',
          'dpop_bound_access_tokens',
          'A stolen token can be used by its thief: bind tokens to a key of the client.',
          'RFC 9700 2.2.1',
        ),
      ];

const lookAtPushedRequests: Look = ({ grantTypes, requirePushedAuthorizationRequests: isPushed }) =>
  grantTypes.includes('authorization_code') && !isPushed
    ? [
        advice(
          'requests_not_pushed',
          'require_pushed_authorization_requests',
          'Parameters in the browser can be read and changed: push them (RFC 9126).',
          'RFC 9700 2.1',
        ),
      ]
    : [];

const lookAtLifetime: Look = ({ accessTokenLifetime: seconds, ...client }) =>
  seconds != null && seconds > 3600 && !client.dpopBoundAccessTokens && !client.tlsClientCertificateBoundAccessTokens
    ? [
        warning(
          'long_lived_tokens',
          'access_token_lifetime',
          'An access token that is bound to nothing lives longer than an hour.',
          'RFC 9700 2.2',
        ),
      ]
    : [];

const lookAtAccess: Look = ({ grantTypes, access }) => {
  if (!access || (!signsPeopleIn(grantTypes) && !grantTypes.includes(cibaGrant))) return [];
  if (access.roles.length === 0 && access.users.length === 0)
    return [
      warning(
        'access_of_no_person',
        'access',
        'It names no role and no person, so that every person is refused.',
        'RFC 9700 2.3',
      ),
    ];
  return access.users.length > 0
    ? [
        advice(
          'access_by_person',
          'access',
          'A role is taken from a person who leaves; this list is not.',
          'RFC 9700 2.3',
        ),
      ]
    : [];
};

const looks: readonly Look[] = [
  lookAtLoopback,
  lookAtLocalhost,
  lookAtOwnSchemes,
  lookAtSecrets,
  lookAtCertificates,
  lookAtBinding,
  lookAtPushedRequests,
  lookAtLifetime,
  lookAtAccess,
];

/** What RFC 9700 says about a client as it is; warnings first. */
export function findClientWeaknesses(client: CheckedClient, now: Date): ClientFinding[] {
  const found = looks.flatMap((look) => look(client, now));
  return found.toSorted((one, other) => Number(one.severity === 'advice') - Number(other.severity === 'advice'));
}

function warning(code: string, field: string, message: string, rule: string): ClientFinding {
  return { code, severity: 'warning', field, message, rule };
}

function advice(code: string, field: string, message: string, rule: string): ClientFinding {
  return { code, severity: 'advice', field, message, rule };
}
