import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { methodNames } from '../../../src/domain/configuration/mobile-authentication-types/method-names.ts';
import type { MethodName } from '../../../src/domain/configuration/mobile-authentication-types/method-names.ts';
import { Keyring } from '../../../src/security/keyring.ts';
import type { KeyringEntry } from '../../../src/security/keyring.ts';
import { createPayloadCodec } from '../../../src/security/payload-codec.ts';
import { createConfigurationApi } from '../../configuration/support/configuration-api.ts';
import { addType } from '../../configuration/support/types.ts';
import { useStack } from '../../support/stack.ts';
import { allOutcomes } from './all-outcomes.ts';
import { expectEnding } from './ending.ts';
import { outcomeNames } from './outcome-table.ts';
import type { Cell } from './outcome-table.ts';
import { createScene, expiresIn } from './scene.ts';
import type { TypeKind } from './scene.ts';
import { websiteVersions } from './site.ts';

const { endpoints, environment } = useStack();
const ours = randomUUID();
const typeName = (method: MethodName, kind: TypeKind) => `${ours} ${method.slice(-13)} ${kind}`;
const database = new pg.Pool({ connectionString: endpoints.postgres_url, max: 2 });
let connection: Connection;
let temporal: Client;

beforeAll(async () => {
  connection = await Connection.connect({ address: endpoints.temporal_address });
  const keyring = new Keyring(JSON.parse(environment['COUNTERSIGN_KEYRING'] as string) as KeyringEntry[]);
  temporal = new Client({
    connection,
    namespace: endpoints.temporal_namespace,
    dataConverter: { payloadCodecs: [createPayloadCodec(keyring)] },
  });
  const configuration = createConfigurationApi(endpoints);
  const add = (method: MethodName, kind: TypeKind, more: object = {}) => {
    const limits = method === 'SMS' ? { max_allowed_attempts: 3, max_allowed_resends: 3 } : {};
    const type = { name: typeName(method, kind), method, request_expires_in: expiresIn[kind], ...limits, ...more };
    return addType(configuration, type);
  };
  for (const method of methodNames) {
    await add(method, 'plain');
    await add(method, 'short');
  }
  for (const method of methodNames.filter((name) => name !== 'OTP')) {
    await add(method, 'falls back', {
      fallback_type: typeName(method === 'PUSH_WITH_PIN' || method === 'SMS' ? 'PUSH' : 'SMS', 'plain'),
    });
  }
});

afterAll(async () => {
  await database.end();
  await connection.close();
});

/** Spread the versions of the API over every row and every column. */
const cells = methodNames.flatMap((method, row) =>
  outcomeNames.map((outcome, column) => ({
    method,
    outcome,
    version: websiteVersions[(row + column) % websiteVersions.length]!,
    cell: allOutcomes[method][outcome] as Cell | undefined,
  })),
);
const played = cells.filter(({ cell }) => typeof cell === 'function');

describe('the table of methods and outcomes', () => {
  it('is complete: every cell is played or states why it is impossible', () => {
    expect(Object.keys(allOutcomes).toSorted()).toEqual([...methodNames].toSorted());
    for (const { method, outcome, cell } of cells) {
      const stated = typeof cell === 'function' ? 'played' : cell?.impossible;
      expect(stated, `${method}, ${outcome}`).toMatch(/played|^[A-Z].{20,}\.$/);
    }
    for (const [method, row] of Object.entries(allOutcomes))
      expect(Object.keys(row).toSorted(), method).toEqual([...outcomeNames].toSorted());
  });

  it('plays every method in every version of the API, and every outcome', () => {
    const versionsOf = (all: typeof played) => [...new Set(all.map(({ version }) => version))].toSorted();
    for (const method of methodNames)
      expect(versionsOf(played.filter((cell) => cell.method === method)), method).toEqual(websiteVersions);
    for (const outcome of outcomeNames)
      expect(played.filter((cell) => cell.outcome === outcome).length, outcome).toBeGreaterThan(0);
  });
});

describe.concurrent('a mobile authentication ends as expected for', () => {
  it.each(played)('$method, $outcome, in $version', { timeout: 180_000 }, async ({ method, version, cell }) => {
    const scene = createScene({ endpoints, database, temporal, typeName }, method, version);
    await expectEnding(scene, await (cell as Extract<Cell, (...scene: never) => unknown>)(scene));
  });
});
