import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { dynamicConfig } from '../../dev/services/temporal.ts';
import { repositoryFile } from './compose-file.ts';

it('the dynamic settings of Temporal are the same in npm start and in the compose file', async () => {
  const file = await readFile(repositoryFile('deploy/temporal/dynamic-config.yaml'), 'utf8');
  const settings = Object.entries(parse(file) as Record<string, { value: unknown }[]>);
  expect(Object.fromEntries(settings.map(([name, [only]]) => [name, only?.value]))).toEqual(dynamicConfig);
});
