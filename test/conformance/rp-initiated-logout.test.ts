import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { issuer } from './support/relying-party.ts';

it('OpenID Connect RP-Initiated Logout 1.0: a browser without a session may run the script that leads on', async () => {
  const answer = await fetch(`${issuer}/logout`, { headers: { accept: 'text/html' } });
  const script = /<script>([^]*)<\/script>/.exec(await answer.text())?.[1] ?? '';
  const hash = createHash('sha256').update(script).digest('base64');
  expect(answer.headers.get('content-security-policy')).toContain(`script-src 'none' 'sha256-${hash}'`);
});
