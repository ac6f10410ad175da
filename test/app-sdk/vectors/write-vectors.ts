/**
 * Writes docs/vectors/app-protocol.json and the examples of docs/app-protocol.md from it:
 * `node test/app-sdk/vectors/write-vectors.ts`. Keys and inputs stay as they are; ES256 signatures and PGP messages
 * are randomised, so a new run writes new ones that verify the same.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { createPgpKeys, createVectors, type PgpKeys } from './create-vectors.ts';
import { renderExamples } from './render-examples.ts';

const vectorsFile = new URL('../../../docs/vectors/app-protocol.json', import.meta.url);
const protocolFile = new URL('../../../docs/app-protocol.md', import.meta.url);

const kept = await readFile(vectorsFile, 'utf8').then(
  (json) => (JSON.parse(json) as { pgp_keys: PgpKeys }).pgp_keys,
  () => createPgpKeys(),
);
const vectors = await createVectors(kept);
await writeFile(vectorsFile, `${JSON.stringify(vectors, null, 2)}\n`);
await writeFile(protocolFile, renderExamples(await readFile(protocolFile, 'utf8'), vectors));
