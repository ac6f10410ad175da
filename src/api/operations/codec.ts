import { bodyParser } from '@koa/bodyparser';
import proto from '@temporalio/proto';
import type { Middleware } from 'koa';
import compose from 'koa-compose';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { Keyring } from '../../security/keyring.ts';
import { createPayloadCodec } from '../../security/payload-codec.ts';

const { Payloads } = proto.temporal.api.common.v1;
const bodyLimit = '2mb';
const loopbackHosts = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * The reading half of Temporal's remote codec protocol (`POST /codec/decode`), so that its UI shows payloads. Nothing is encrypted for
 * its caller: a reader of workflows could forge updates with that. Only the page of `origin` is allowed, in a browser that
 * reaches this listener. In development that is the local operator.
 */
export function codec(deps: { keyring: Keyring; environment: { mode: string } }, origin: string): Middleware {
  const payloadCodec = createPayloadCodec(deps.keyring, 'passed');
  const answer: Middleware = async (context) => {
    const payloads = readPayloads(context.request.body);
    const decoded = await payloadCodec.decode(payloads).catch((cause: unknown) => {
      // Encrypted with a key that is not on the ring.
      throw new CountersignError('invalid_request', { cause });
    });
    context.body = Payloads.toObject(Payloads.fromObject({ payloads: decoded }), { bytes: String });
  };
  const guarded = compose([allowOnly(origin), bodyParser({ enableTypes: ['json'], jsonLimit: bodyLimit }), answer]);
  return (context, next) => (context.path === '/codec/decode' ? guarded(context as never, next) : next());
}

/** Checks Host against DNS rebinding. */
function allowOnly(origin: string): Middleware {
  return async (context, next) => {
    if (context.get('origin') !== origin || !loopbackHosts.has(context.hostname))
      throw new CountersignError('insufficient_scope');
    context.set({
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Allow-Methods': 'POST',
      'Access-Control-Allow-Headers': 'Content-Type, X-Namespace, Authorization',
    });
    context.vary('Origin');
    if (context.method === 'OPTIONS') {
      context.status = 204;
      return;
    }
    if (context.method !== 'POST') throw new CountersignError('method_not_allowed');
    await next();
  };
}

function readPayloads(body: unknown) {
  try {
    return Payloads.fromObject(body as Record<string, unknown>).payloads;
  } catch (error) {
    throw new CountersignError('invalid_request', { cause: error });
  }
}
