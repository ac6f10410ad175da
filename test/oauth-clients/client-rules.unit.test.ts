import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { findClientWeaknesses } from '../../src/domain/tokens/clients/client-findings.ts';
import { checkClient, checkConsentItems } from '../../src/domain/tokens/clients/client-rules.ts';
import type { ClientSettings } from '../../src/domain/tokens/clients/client-rules.ts';
import { cibaGrant } from '../../src/domain/tokens/clients/status.ts';
import { createAuthority } from '../support/connections/certificates.ts';

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

const codesOf = (client: Partial<ClientSettings>, now = new Date()) =>
  findClientWeaknesses({ ...service, ...client, secretsMadeAt: [] }, now).map(({ code }) => code);

describe('what could be safer about certificates', () => {
  it('is a subject instead of an alternative name, and a certificate that has expired', async () => {
    const byName = { tokenEndpointAuthMethod: 'tls_client_auth', tlsClientCertificateBoundAccessTokens: true } as const;
    expect(codesOf({ ...byName, tlsClientAuth: { subject_dn: 'CN=a' } })).toEqual(['certificate_subject']);
    expect(codesOf({ ...byName, tlsClientAuth: { san_dns: 'a.example' } })).toEqual([]);
    const { certificate } = await (await createAuthority()).issue('a');
    const x5c = [new X509Certificate(certificate).raw.toString('base64')];
    const itself = { tokenEndpointAuthMethod: 'self_signed_tls_client_auth', jwks: { keys: [{ x5c }] } } as const;
    expect(codesOf(itself)).toEqual(['tokens_not_bound']);
    const nextWeek = new Date(Date.now() + 7 * 86_400_000);
    expect(codesOf(itself, nextWeek)).toEqual(['certificate_expired', 'tokens_not_bound']);
    expect(codesOf({ ...itself, jwks: { keys: [{ x5c: ['AAAA'] }] } })).toEqual(['tokens_not_bound']);
  });
});

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
    ['a user code without CIBA', { ...service, backchannelUserCodeParameter: true }, 'backchannel_user_code_parameter'],
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

describe('what a client requires', () => {
  const item = { kind: 'claim' as const, name: 'urn:example:size', required: true, motivation: null };
  const defined = (scope: string | null) => [{ claimType: item.name, scope }];

  it('is of its scopes, and of claims that a scope gives', () => {
    const own = { ...service, scopes: ['email'], consentItems: [{ ...item, kind: 'scope' as const, name: 'email' }] };
    expect(checkConsentItems(own, [])).toBeUndefined();
    expect(checkConsentItems({ ...own, scopes: [] }, [])).toMatchObject({ field: 'consent_items' });
    const size = { ...service, consentItems: [item] };
    expect(checkConsentItems(size, defined('profile'))).toBeUndefined();
    for (const definitions of [[], defined(null)])
      expect(checkConsentItems(size, definitions)).toMatchObject({ field: 'consent_items' });
  });
});
