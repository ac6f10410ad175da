import { buildPage } from '../demo/serving/build-page.ts';
import { inCheckout } from './parts/checkout.ts';

/**
 * Builds the pages on which people sign in, and the console, if they have changed, and prints their folders, one a line. It runs in a separate process,
 * because a bundler does not release its memory, and takes the kind of build from the environment of its process.
 */
const folders: string[] = [];
for (const name of ['portal', 'console']) {
  const folder = await buildPage({
    name,
    root: inCheckout(`web/${name}`),
    alsoFrom: ['web/design'],
    configFile: inCheckout(`web/${name}/vite.config.ts`),
  });
  folders.push(folder);
}
process.stdout.write(`${folders.join('\n')}\n`);
