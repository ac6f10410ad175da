import { printFailure } from './console/refusal.ts';
import { runStack } from './start.ts';

// The stack of `npm start`, with the API and its worker restarted whenever one of their files changes.
await runStack({ watch: true }).catch((error) => {
  printFailure(error);
  process.exit(1);
});
