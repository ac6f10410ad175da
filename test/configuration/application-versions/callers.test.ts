import { describe, expect, it } from 'vitest';
import { createSecondSite } from '../../attack/support/second-client.ts';
import { useStack } from '../../support/stack.ts';
import { createConfigurationApi } from '../support/configuration-api.ts';
import { prepareVersions } from '../support/application-versions.ts';

const { endpoints } = useStack();
const { android } = await prepareVersions();

describe('callers of .../versions', () => {
  it('need the configuration scope', async () => {
    expect((await createConfigurationApi(endpoints, { id: 'unknown', secret: 'x' }).get(android)).body.code).toBe(
      'unauthorized',
    );
    const { client } = await createSecondSite(['onegini_api_admin']);
    const other = createConfigurationApi(endpoints, client);
    expect([(await other.get(android)).body.code, (await other.get(`${android}/x/export`)).body.code]).toEqual([
      'forbidden',
      'forbidden',
    ]);
  });
});
