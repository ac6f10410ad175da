import { buildPage } from '../demo/serving/build-page.ts';
import { inCheckout } from './parts/checkout.ts';

/**
 * Builds the pages on which people sign in if they have changed, and prints the folder of the build. It runs in a separate process, because
 * a bundler does not release its memory, and takes the kind of build from the environment of its process.
 */
const folder = await buildPage({
  name: 'portal',
  root: inCheckout('web/portal'),
  alsoFrom: ['web/design'],
  configFile: inCheckout('web/portal/vite.config.ts'),
});
process.stdout.write(`${folder}\n`);
