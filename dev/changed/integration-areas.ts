import { basename } from 'node:path';

/** Paths that every test depends on: the stack, the parts that all features share, and the tools. */
const sharedByAll = [
  /^(package|package-lock)\.json$/,
  /^(vitest|tsconfig)[^/]*$/,
  /^(server|worker|migrate)\.ts$/,
  /^test\/support\/(global-setup|stack)\.ts$/,
  /^dev\/[^/]+\.ts$/,
  /^dev\/(parts|services|processes)\//,
  /^src\/(config|database|errors|migrations|runtime)\//,
  /^src\/api\/(http|middleware)\//,
  /^src\/(activities|api|commands|domain|entities|security|workflows)\/[^/]+$/,
  /^src\/(entities\/columns|workflows\/shared)\//,
];

/** Areas of test/ that a change touches in addition to those that share a word with its path. */
const besides: { changed: RegExp; areas: string[] }[] = [
  { changed: /^src\/api\//, areas: ['api-reference'] },
  { changed: /^src\/api\/website\//, areas: ['mobile-authentication', 'attack'] },
  { changed: /^src\/api\/app\//, areas: ['attack', 'reliability'] },
  { changed: /^src\/api\/(end-user|configuration|client-authentication)\//, areas: ['users', 'api-clients', 'attack'] },
  { changed: /^src\/authorization-server\//, areas: ['app', 'attack', 'authenticators', 'users'] },
  { changed: /^src\/security\//, areas: ['app', 'attack', 'key-enrollment', 'mobile-authentication'] },
  { changed: /^src\/providers\//, areas: ['push-enrollment', 'text-messages', 'mobile-authentication'] },
  { changed: /^src\/(activities|workflows)\//, areas: ['workflows', 'reconciliation', 'reliability'] },
  { changed: /^src\/[^/]+\/devices\//, areas: ['app', 'attack', 'device-registration', 'devices', 'users'] },
  { changed: /^src\/[^/]+\/messages\//, areas: ['mobile-authentication', 'text-messages'] },
  { changed: /^src\/[^/]+\/mobile-authentication\//, areas: ['app', 'attack', 'reconciliation', 'reliability'] },
  { changed: /^src\/[^/]+\/persons\//, areas: ['admin', 'operators', 'users'] },
  { changed: /^src\/[^/]+\/push\//, areas: ['mobile-authentication', 'push-enrollment'] },
  { changed: /^src\/[^/]+\/tokens\//, areas: ['app', 'attack', 'authorization-server', 'users'] },
  { changed: /^(src\/ops\/|ops\.ts$)/, areas: ['ops'] },
  { changed: /^dev\//, areas: ['support'] },
  { changed: /^app-sdk\//, areas: ['app', 'authenticators', 'browser', 'key-enrollment'] },
  { changed: /^demo\//, areas: ['browser'] },
  { changed: /^sandbox\//, areas: ['sandbox', 'push-enrollment', 'text-messages'] },
  { changed: /^(Dockerfile|docker-compose\.yml|deploy\/)/, areas: ['deployment'] },
];

/** Folders whose paths consist of the product's words. */
const product = /^(src|app-sdk|demo|sandbox|dev|bench)\//;
/** Always included: the stack starts and answers. */
const smoke = 'test/support/stack.test.ts';

/**
 * Integration tests reach the product through a running stack and not by imports, but a feature has the same word in
 * every layer and under test/. A change touches a test when a folder of the test's path, or its name, is a word of the
 * changed path. A part of the product that shares no word with a test touches all tests.
 * @param changed a path that is not under test/. @param tests paths of all integration tests.
 */
export function integrationTestsOf(changed: string, tests: string[]): string[] {
  if (sharedByAll.some((shared) => shared.test(changed))) return tests;
  const areas = besides.filter((rule) => rule.changed.test(changed)).flatMap((rule) => rule.areas);
  if (!product.test(changed)) return tests.filter((test) => isIn(areas, test));
  const { layer, words } = wordsOf(changed);
  const known = words.filter((word) => tests.some((test) => isIn([word], test)));
  if (known.length + areas.length === 0) return tests;
  return tests.filter((test) => test === smoke || isIn([...layer, ...known, ...areas], test));
}

/** Folders and the file name. Under src/ the first folder is a layer, which belongs to no feature. */
function wordsOf(path: string): { layer: string[]; words: string[] } {
  const words = path.replace(/\.[a-z]+$/, '').split('/');
  return words[0] === 'src' ? { layer: words.slice(1, 2), words: words.slice(2) } : { layer: [], words };
}

/** Tests that read documents, images or settings of tools contain their names. @param read returns a test's text. */
export function testsThatName(changed: string, tests: string[], read: (test: string) => string): string[] {
  if (product.test(changed)) return [];
  return tests.filter((test) => read(test).includes(basename(changed)));
}

function isIn(words: string[], test: string): boolean {
  const ofTest = test.replace(/(\.[a-z]+)*\.test\.ts$/, '').split('/');
  return ofTest.slice(1).some((word) => words.includes(word));
}
