/**
 * Writes docs/app-protocol.vectors.json and the examples of docs/app-protocol.md from it:
 * `node test/app-sdk/vectors/write-vectors.ts`. Fixed keys and inputs; ES256 signatures and PGP messages are randomised,
 * so a new run writes new ones that verify the same.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { createVectors } from './create-vectors.ts'
import { renderExamples } from './render-examples.ts'

const vectorsFile = new URL('../../../docs/app-protocol.vectors.json', import.meta.url)
const protocolFile = new URL('../../../docs/app-protocol.md', import.meta.url)

const vectors = await createVectors()
await writeFile(vectorsFile, `${JSON.stringify(vectors, null, 2)}\n`)
await writeFile(protocolFile, renderExamples(await readFile(protocolFile, 'utf8'), vectors))
