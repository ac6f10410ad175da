import type Router from '@koa/router';
import { z } from 'zod';
import { modes, providers } from '../state/behaviours.ts';
import type { Provider } from '../state/behaviours.ts';
import type { SandboxState } from '../state/sandbox-state.ts';
import { ControlError, queryNumber, queryText, readJson } from './json-body.ts';

const longestDelayMs = 10 * 60 * 1000;

const behaviour = z.strictObject({
  mode: z.enum(modes),
  times: z.int().min(1).max(1_000_000).optional(),
  delay_ms: z.int().min(0).max(longestDelayMs).optional(),
  retry_after_s: z.int().min(0).max(86_400).optional(),
  smtp_code: z.int().min(400).max(599).optional(),
  token: z.string().min(1).max(500).optional(),
  to: z.string().min(1).max(320).optional(),
  from: z.string().min(1).max(320).optional(),
});

/** Routes for the behaviour of the providers and the log of their requests. */
export function addBehaviourRoutes(
  router: Router,
  { behaviours, requests }: Pick<SandboxState, 'behaviours' | 'requests'>,
): void {
  router.get('/behaviour', (context) => {
    context.body = behaviours.all();
  });
  router.delete('/behaviour', (context) => {
    behaviours.clear();
    context.status = 204;
  });
  router.put('/behaviour/:provider', async (context) => {
    const provider = readProvider(context.params['provider']);
    behaviours.set(provider, await readJson(context, behaviour));
    context.body = behaviours.list(provider);
  });
  router.delete('/behaviour/:provider', (context) => {
    const addressing = {
      token: queryText(context, 'token'),
      to: queryNumber(context, 'to'),
      from: queryNumber(context, 'from'),
    };
    behaviours.clear(readProvider(context.params['provider']), addressing);
    context.status = 204;
  });
  router.get('/requests/:provider', (context) => {
    const provider = readProvider(context.params['provider']);
    context.body = requests.list(provider, queryText(context, 'token') ?? queryNumber(context, 'to'));
  });
}

function readProvider(name: string | undefined): Provider {
  const provider = providers.find((candidate) => candidate === name);
  if (provider === undefined) throw new ControlError(404, `no such provider; there are ${providers.join(', ')}`);
  return provider;
}
