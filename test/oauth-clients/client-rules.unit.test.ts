import { describe, expect, it } from 'vitest';
import { checkClient } from '../../src/domain/tokens/clients/client-rules.ts';
import type { ClientSettings } from '../../src/domain/tokens/clients/client-rules.ts';
import { cibaGrant } from '../../src/domain/tokens/clients/status.ts';

const service: ClientSettings = {
  type: 'confidential',
  tokenEndpointAuthMethod: 'client_secret_basic',
  grantTypes: ['client_credentials'],
  redirectUris: [],
  postLogoutRedirectUris: [],
  scopes: [],
};
const caller: ClientSettings = { ...service, grantTypes: [cibaGrant, 'refresh_token'] };
const backchannelClientNotificationEndpoint = 'https://app.example/ping';

describe('the rules of CIBA and of certificates', () => {
  it.each<[string, ClientSettings]>([
    ['a client of CIBA that polls', { ...caller, backchannelTokenDeliveryMode: 'poll' }],
    [
      'one that is notified',
      { ...caller, backchannelTokenDeliveryMode: 'ping', backchannelClientNotificationEndpoint },
    ],
    [
      'a certificate by its name',
      { ...service, tokenEndpointAuthMethod: 'tls_client_auth', tlsClientAuth: { san_dns: 'a.example' } },
    ],
    [
      'a certificate itself',
      {
        ...service,
        tokenEndpointAuthMethod: 'self_signed_tls_client_auth',
        jwks: { keys: [{ kty: 'EC', x5c: ['AAAA'] }] },
        tlsClientCertificateBoundAccessTokens: true,
      },
    ],
  ])('allow %s', (_what, client) => {
    expect(checkClient(client)).toBeUndefined();
  });

  it.each<[string, ClientSettings, string]>([
    ['CIBA of a public client', { ...caller, type: 'spa', tokenEndpointAuthMethod: 'none' }, 'grant_types'],
    [
      'notifications of a client without CIBA',
      { ...service, backchannelTokenDeliveryMode: 'ping', backchannelClientNotificationEndpoint },
      'backchannel_token_delivery_mode',
    ],
    [
      'notifications without an address',
      { ...caller, backchannelTokenDeliveryMode: 'ping' },
      'backchannel_client_notification_endpoint',
    ],
    [
      'an address of notifications that are not sent',
      { ...caller, backchannelTokenDeliveryMode: 'poll', backchannelClientNotificationEndpoint },
      'backchannel_client_notification_endpoint',
    ],
    [
      'tls_client_auth without a name',
      { ...service, tokenEndpointAuthMethod: 'tls_client_auth', tlsClientAuth: null },
      'tls_client_auth',
    ],
    [
      'a name of a certificate beside a secret',
      { ...service, tlsClientAuth: { san_ip: '192.0.2.1' } },
      'tls_client_auth',
    ],
    ['no certificate at all', { ...service, tokenEndpointAuthMethod: 'self_signed_tls_client_auth' }, 'jwks'],
    [
      'a key without its certificate',
      { ...service, tokenEndpointAuthMethod: 'self_signed_tls_client_auth', jwks: { keys: [{ kty: 'EC' }] } },
      'jwks',
    ],
    [
      'tokens that are bound twice',
      { ...service, dpopBoundAccessTokens: true, tlsClientCertificateBoundAccessTokens: true },
      'tls_client_certificate_bound_access_tokens',
    ],
  ])('refuse %s', (_what, client, field) => {
    expect(checkClient(client)).toEqual({ field, reason: expect.any(String) });
  });
});
