import { describe, expect, it } from 'vitest';
import { fieldDiffs, readRegistryFile } from '../../web/console/system/configuration-diff.ts';

const shop = { client_id: 'shop', name: 'Shop', redirect_uris: ['https://shop.example/'] };
const now = { clients: [shop], protected_resources: [] };

describe('the changes of a file', () => {
  it('are the fields that the API named, with both values', () => {
    const file = { clients: [{ ...shop, name: 'Store' }], protected_resources: [] };
    const change = { kind: 'client', id: 'shop', action: 'change', fields: ['name'] } as const;
    expect(fieldDiffs({ ...change, fields: [...change.fields] }, now, file)).toEqual([
      { field: 'name', before: 'Shop', after: 'Store' },
    ]);
  });

  it('are all fields of what is new, and show no secret', () => {
    const file = {
      ...now,
      identity_providers: [{ id: 'git', client_secret: 'of the provider', scopes: ['openid'] }],
    };
    expect(fieldDiffs({ kind: 'identity_provider', id: 'git', action: 'create', fields: [] }, now, file)).toEqual([
      { field: 'client_secret', before: undefined, after: '••••' },
      { field: 'scopes', before: undefined, after: '["openid"]' },
    ]);
  });

  it('are none of what is removed', () => {
    expect(fieldDiffs({ kind: 'client', id: 'shop', action: 'delete', fields: [] }, now, now)).toEqual([]);
  });

  it.each(['', 'null', '[]', '{"clients":1,"protected_resources":[]}', '<html>'])('are not read from %s', (text) => {
    expect(readRegistryFile(text)).toBeUndefined();
  });
});
