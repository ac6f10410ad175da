import type Router from '@koa/router';
import { z } from 'zod';
import { readBody } from '../http/read-body.ts';
import type { Callbacks } from '../state/callbacks.ts';
import { readJson } from './json-body.ts';

const bodyLimit = 64 * 1024;

const callbackBehaviour = z.strictObject({
  status: z.int().min(200).max(599).default(204),
  times: z.int().min(1).max(1_000_000).optional(),
  delay_ms: z.int().min(0).max(600_000).optional(),
  redirect_to: z.url().optional(),
});

/** Routes that receive callbacks: each name records the requests to it and answers with its behaviour, 204 by default. */
export function addCallbackRoutes(router: Router, callbacks: Callbacks): void {
  router.register('/callbacks/:name', ['POST', 'PUT'], async (context) => {
    const name = context.params['name'] as string;
    const body = await readBody(context.req, bodyLimit);
    const behaviour = callbacks.takeBehaviour(name);
    callbacks.record(name, { method: context.method, headers: context.headers, body, status: behaviour.status });
    if (behaviour.delay_ms !== undefined) await callbacks.delay(name, behaviour.delay_ms);
    context.status = behaviour.status;
    if (behaviour.redirect_to !== undefined) context.set('location', behaviour.redirect_to);
    context.body = null;
    context.status = behaviour.status;
  });
  router.get('/callbacks/:name', (context) => {
    context.body = callbacks.list(context.params['name'] as string);
  });
  router.delete('/callbacks/:name', (context) => {
    callbacks.clear(context.params['name'] as string);
    context.status = 204;
  });
  router.put('/callbacks/:name/behaviour', async (context) => {
    const behaviour = await readJson(context, callbackBehaviour);
    callbacks.setBehaviour(context.params['name'] as string, behaviour);
    context.body = behaviour;
  });
}
