import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { pageStyle } from '../../../src/authorization-server/pages/page-style.ts';

const variables = (css: string) => {
  const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)');
  const read = (part: string) =>
    Object.fromEntries([...part.matchAll(/(--cs-[\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]));
  return { light: read(light), dark: read(dark.split('@media')[0] ?? '') };
};

it('gives the pages of the authorization server the colours of all others', () => {
  const [own, shared] = [pageStyle, readFileSync('web/design/theme/tokens.css', 'utf8')].map(variables);
  expect(Object.keys(own!.light).length).toBeGreaterThan(10);
  expect(shared!.light).toMatchObject(own!.light);
  expect(shared!.dark).toMatchObject(own!.dark);
});
