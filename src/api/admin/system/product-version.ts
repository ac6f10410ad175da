import { readFileSync } from 'node:fs';

const file = new URL('../../../../package.json', import.meta.url);

/** The version of Countersign that runs. */
export const productVersion = (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
