import { expect, it } from 'vitest';
import { filesWithOwnProcess } from './own-process.ts';

it('a file that makes parts of the product, or whose support does, has a process of its own; one that only calls the API has not', () => {
  const found = filesWithOwnProcess('test/**/*.test.ts');
  expect(found).toContain('test/authentication/policies.test.ts');
  expect(found).toContain('test/portal/walk.test.ts');
  expect(found).not.toContain('test/users/tokens.test.ts');
});
