import { describe, expect, it } from 'vitest';
import {
  fieldDiffs,
  readConfigurationFile,
  reasonOf,
  refusalsOf,
} from '../../web/console/system/configuration-file/file-diff.ts';

const about = { section: 'clients', id: 'shop', needs_secret: false };

describe('the changes of a file', () => {
  it('are the fields that differ, with both values', () => {
    const [before, after] = [
      { name: 'Shop', enabled: true },
      { name: 'Store', enabled: false },
    ];
    expect(fieldDiffs({ ...about, action: 'change', fields: ['enabled', 'name'], before, after })).toEqual([
      { field: 'enabled', before: 'true', after: 'false' },
      { field: 'name', before: 'Shop', after: 'Store' },
    ]);
  });

  it('are all fields of what is new that have a value, and show no secret', () => {
    const after = { id: 'git', client_secret: { $secret: true }, scopes: ['openid'], claims: [], team_id: null };
    expect(fieldDiffs({ ...about, action: 'create', fields: [], before: null, after })).toEqual([
      { field: 'id', before: undefined, after: 'git' },
      { field: 'client_secret', before: undefined, after: '••••' },
      { field: 'scopes', before: undefined, after: 'openid' },
    ]);
  });

  it('are none of what is removed', () => {
    expect(fieldDiffs({ ...about, action: 'delete', fields: [], before: { name: 'Shop' }, after: null })).toEqual([]);
  });

  it.each(['', 'null', '[]', '7', '<html>'])('are not read from %s', (text) => {
    expect(readConfigurationFile(text)).toBeUndefined();
  });

  it('are refused at their places, with the nearest reason', () => {
    const [first, second] = refusalsOf({
      refusals: [
        { path: 'clients[0].resources', code: 'client_metadata_invalid', message: 'No.', reason: 'No such resource.' },
        { path: 'features.x', code: 'invalid_request', message: 'No.', details: [{ code: 'y', message: 'Not so.' }] },
      ],
    });
    expect([reasonOf(first!), reasonOf(second!)]).toEqual(['No such resource.', 'Not so.']);
    expect(refusalsOf({})).toEqual([]);
  });
});
