import type { Middleware } from 'koa';

/** Lets browser apps of the configured origins call the app API. It carries no cookies, so no credentials are allowed. */
export function appCors(origins: readonly string[]): Middleware {
  return async (context, next) => {
    const origin = context.get('origin');
    context.vary('Origin');
    if (origin && origins.includes(origin)) {
      context.set({
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Expose-Headers': 'WWW-Authenticate, Retry-After, X-Request-Id, Date, DPoP-Nonce',
      });
      if (context.method === 'OPTIONS') return allowPreflight(context);
    }
    await next();
  };
}

function allowPreflight(context: Parameters<Middleware>[0]): void {
  context.set({
    'Access-Control-Allow-Methods': 'GET, POST, PUT, DELETE',
    'Access-Control-Allow-Headers':
      'Authorization, DPoP, Content-Type, Message-Id, Factor-Proof, Profile-Id, X-Request-Id, Last-Event-ID',
    'Access-Control-Max-Age': '600',
  });
  context.status = 204;
}
