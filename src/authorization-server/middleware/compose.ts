import type { Middleware, Next } from 'koa';

/** Runs middlewares one inside the other, as a Koa app does with its own. */
export function compose(chain: readonly Middleware[]): Middleware {
  return (ctx, next) => {
    const run = async (index: number): Promise<unknown> => {
      const middleware = chain[index];
      const onward: Next = () => run(index + 1);
      return middleware ? middleware(ctx, onward) : next();
    };
    return run(0);
  };
}
